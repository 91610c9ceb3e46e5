/** Seeded defects: each breaks one rule that the product lives by, and must be caught. */
package io.millrace.proof.defect;
