/** What a pipeline's job would be, before anything runs: for {@code plan}. */
package io.millrace.cli.plan;
