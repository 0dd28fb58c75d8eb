package system

import "hash/fnv"

// Chance is a number below n that is the same for the same words: demos are made of it, so that each start shows the same
// city.
func Chance(n uint32, words ...string) uint32 {
	h := fnv.New32a()
	for _, w := range words {
		_, _ = h.Write([]byte(w + "|")) // a hash takes all
	}
	return h.Sum32() % n
}
