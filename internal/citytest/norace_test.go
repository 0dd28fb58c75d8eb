//go:build !race

package citytest_test

const raced = false
