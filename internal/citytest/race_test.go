//go:build race

package citytest_test

// raced is whether the race detector watches. It has seen an operation after a few requests, so it is given each fifth; all are
// sent without it.
const raced = true
