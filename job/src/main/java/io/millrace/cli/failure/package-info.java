/** What a command says when it cannot do what it was asked to. Knows nothing else. */
package io.millrace.cli.failure;
