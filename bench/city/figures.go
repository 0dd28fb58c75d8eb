package main

import (
	"fmt"
	"slices"
	"time"
)

type quantile struct{ p50, p99 time.Duration }

func quantiles(list []time.Duration) quantile {
	if len(list) == 0 {
		return quantile{}
	}
	s := slices.Sorted(slices.Values(list))
	return quantile{s[len(s)/2], s[min(len(s)-1, len(s)*99/100)]}
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f", float64(d)/float64(time.Millisecond)) }
