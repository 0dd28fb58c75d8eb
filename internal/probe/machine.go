package probe

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// Machine says what something was measured on, and how busy that was before.
func Machine() string {
	model := runtime.GOARCH
	for l := range strings.SplitSeq(read("/proc/cpuinfo"), "\n") {
		if name, ok := strings.CutPrefix(l, "model name"); ok {
			model = strings.Trim(name, " \t:")
			break
		}
	}
	load, _, _ := strings.Cut(read("/proc/loadavg"), " ")
	return fmt.Sprintf("%d × %s, load %s before the start", runtime.NumCPU(), model, load)
}

func read(path string) string {
	b, _ := os.ReadFile(path)
	return string(b)
}

// CPU is the processor time of a process in seconds, 0 when it is gone; a tick is 10 ms.
func CPU(pid int) float64 {
	_, stat, _ := strings.Cut(read(fmt.Sprintf("/proc/%d/stat", pid)), ") ")
	f := strings.Fields(stat)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(f[11], 64)
	system, _ := strconv.ParseFloat(f[12], 64)
	return (user + system) / 100
}

// RSS is the memory of a process in MiB, 0 when it is gone.
func RSS(pid int) float64 {
	for l := range strings.SplitSeq(read(fmt.Sprintf("/proc/%d/status", pid)), "\n") {
		if v, ok := strings.CutPrefix(l, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(v)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
