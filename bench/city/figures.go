package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
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

// cpuOf is the processor time that a process has used, in seconds.
func cpuOf(pid int) float64 {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(b), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(f[11], 64)
	sys, _ := strconv.ParseFloat(f[12], 64)
	return (user + sys) / 100
}

// rssOf is the memory of a process in MiB.
func rssOf(pid int) float64 {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for l := range strings.SplitSeq(string(b), "\n") {
		if v, ok := strings.CutPrefix(l, "VmRSS:"); ok {
			n, _ := strconv.ParseFloat(strings.Fields(v)[0], 64)
			return n / 1024
		}
	}
	return 0
}

// machine says what it was measured on, and how busy that was before.
func machine() string {
	model := runtime.GOARCH
	info, _ := os.ReadFile("/proc/cpuinfo")
	for l := range strings.SplitSeq(string(info), "\n") {
		if name, ok := strings.CutPrefix(l, "model name"); ok {
			model = strings.Trim(name, " \t:")
			break
		}
	}
	load, _ := os.ReadFile("/proc/loadavg")
	busy, _, _ := strings.Cut(string(load), " ")
	return fmt.Sprintf("%d × %s, load %s before the start", runtime.NumCPU(), model, busy)
}
