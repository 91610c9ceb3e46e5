-- The demo's shop: four tables and a few thousand rows, the same at every run. `deploy/millrace demo` runs this.
SELECT setseed(0.42);

CREATE TABLE customers (
  id      bigint PRIMARY KEY,
  name    text NOT NULL,
  email   text NOT NULL UNIQUE,
  country text NOT NULL
);
-- By this the demo knows its own tables again.
COMMENT ON TABLE customers IS 'Millrace demo';

CREATE TABLE products (
  id          bigint PRIMARY KEY,
  name        text NOT NULL,
  category    text NOT NULL,
  price       numeric(10, 2) NOT NULL,
  description text NOT NULL
);
-- Long descriptions are stored out of line (TOAST): an UPDATE that leaves one alone does not repeat it in the log.
ALTER TABLE products ALTER COLUMN description SET STORAGE EXTERNAL;

CREATE TABLE orders (
  id          bigint PRIMARY KEY,
  customer_id bigint REFERENCES customers ON DELETE SET NULL,
  status      text NOT NULL,
  total       numeric(12, 2) NOT NULL,
  created_at  timestamptz NOT NULL
);
CREATE INDEX ON orders (customer_id);

CREATE TABLE order_items (
  id         bigint PRIMARY KEY,
  order_id   bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
  product_id bigint NOT NULL REFERENCES products,
  quantity   int NOT NULL,
  unit_price numeric(10, 2) NOT NULL
);
CREATE INDEX ON order_items (order_id);

WITH words AS (
  SELECT ARRAY['Ada','Bruno','Chiara','Dmitri','Elif','Farid','Greta','Hugo','Ines','Jonas','Katya','Liam','Mei','Noor',
               'Oskar','Priya','Quentin','Rosa','Sofia','Tomas','Uma','Victor','Wanda','Ximena','Yusuf','Zoe'] AS first_names,
         ARRAY['Almeida','Bauer','Costa','Dubois','Eriksen','Fischer','Garcia','Haddad','Ivanova','Jensen','Kowalski',
               'Larsson','Moretti','Nakamura','Okafor','Petrov','Quiroga','Rossi','Schmidt','Tanaka','Ueda','Varga',
               'Weber','Xu','Yilmaz','Zeman'] AS last_names,
         ARRAY['DE','FR','IT','ES','PL','SE','NL','PT','TR','JP'] AS countries
), drawn AS (
  SELECT g,
         first_names[1 + (random() * 25)::int] AS first_name,
         last_names[1 + (random() * 25)::int] AS last_name,
         countries[1 + (random() * 9)::int] AS country
  FROM generate_series(1, 1000) g, words
)
INSERT INTO customers
SELECT g, first_name || ' ' || last_name, lower(first_name || '.' || last_name) || g || '@example.com', country
FROM drawn;

WITH words AS (
  SELECT ARRAY['Oak','Steel','Linen','Copper','Walnut','Wool','Ceramic','Glass','Bamboo','Leather'] AS materials,
         ARRAY['chair','lamp','kettle','blanket','bowl','desk','shelf','mug','basket','clock','vase','stool','tray','rug',
               'mirror','bench','pan','jar','bookend','candle holder'] AS things,
         ARRAY['Furniture','Lighting','Kitchen','Textiles','Kitchen','Furniture','Furniture','Kitchen','Storage','Decor',
               'Decor','Furniture','Kitchen','Textiles','Decor','Furniture','Kitchen','Storage','Decor','Lighting'] AS categories,
         ARRAY['Made by hand in small numbers.','No two pieces are alike.','Wipe clean with a damp cloth.',
               'The finish deepens with the years.','Packed without plastic.','Comes with felt pads.',
               'Designed to be taken apart and mended.','Spare parts are kept for twenty years.',
               'Not suitable for the dishwasher.','Weights and sizes may vary a little.'] AS sentences
)
INSERT INTO products
SELECT g,
       materials[1 + (g - 1) / 20] || ' ' || things[1 + (g - 1) % 20],
       categories[1 + (g - 1) % 20],
       round((9 + random() * 240)::numeric, 2),
       array_to_string(ARRAY(SELECT sentences[1 + (random() * 9)::int]
                             FROM generate_series(1, CASE WHEN g % 10 = 0 THEN 250 ELSE 4 END)), ' ')
FROM generate_series(1, 200) g, words;

INSERT INTO orders
SELECT g,
       1 + (random() * 999)::int,
       (ARRAY['new','paid','packed','shipped','delivered','delivered','delivered','returned'])[1 + (random() * 7)::int],
       0,
       date_trunc('second', now()) - random() * interval '120 days'
FROM generate_series(1, 4000) g;

INSERT INTO order_items
SELECT row_number() OVER (ORDER BY o.id, n), o.id, p.id, 1 + (random() * 3)::int, p.price
FROM orders o
CROSS JOIN LATERAL generate_series(1, 1 + (o.id % 4)::int) n
JOIN products p ON p.id = 1 + (o.id * 37 + n * 61) % 200;

UPDATE orders o
SET total = (SELECT sum(i.quantity * i.unit_price) FROM order_items i WHERE i.order_id = o.id);

ANALYZE;
