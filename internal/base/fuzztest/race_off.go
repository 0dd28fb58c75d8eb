//go:build !race

package fuzztest

const slow = 1
