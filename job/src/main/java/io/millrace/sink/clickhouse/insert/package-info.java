/**
 * One insert, until it is certain: sent with its token, tried again, and after an unknown outcome
 * looked for before it is repeated. Knows {@code client}, and the batches of {@code write}.
 */
package io.millrace.sink.clickhouse.insert;
