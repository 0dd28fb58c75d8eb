package plans

import "hash/fnv"

// chance is a number below n that is the same for the same words.
func chance(n int, words ...string) int {
	if n <= 0 {
		return 0
	}
	h := fnv.New32a()
	for _, w := range words {
		_, _ = h.Write([]byte(w + "|")) // a hash takes all
	}
	return int(h.Sum32() % uint32(n))
}
