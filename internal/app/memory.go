package app

import (
	"log/slog"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

const (
	// roomy is from how much memory on the server lets garbage lie longer.
	roomy = 4 << 30
	// lazyPercent is how much garbage may come to what lives before it is collected there: by default it is 100.
	lazyPercent = 300
)

// UseMemory lets the garbage collector work less often where there is room: the indexes of a city are some hundred megabytes
// that hardly change, and to walk them again and again holds up who waits for an answer. It goes back to working hard near
// three fifths of the memory of the machine, or of the container. GOGC and GOMEMLIMIT of the environment, when set, are
// left as they are.
func UseMemory(log *slog.Logger) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	have := memory()
	if have < roomy || have == math.MaxInt64 {
		return
	}
	limit := have / 5 * 3
	debug.SetGCPercent(lazyPercent)
	debug.SetMemoryLimit(limit)
	log.Debug("memory", "machine_mib", have>>20, "limit_mib", limit>>20, "gc_percent", lazyPercent)
}

// roomForElements is how many bytes elements may take that are kept whole in memory, in the register's two halves: the
// fortieth part of what the machine has where it has much, which on 24 GiB holds a city of 350,000 twice. 0 leaves it to
// the register.
func roomForElements() int {
	have := memory()
	if have < roomy || have == math.MaxInt64 {
		return 0
	}
	return int(min(have/40, 1<<30))
}

func memory() int64 {
	return memoryOf("/proc/meminfo", "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
}

// memoryOf is how much memory there is: the least that the machine and the limits of its containers say, in bytes. It is
// math.MaxInt64 when none says anything.
func memoryOf(meminfo string, limits ...string) int64 {
	least := int64(math.MaxInt64)
	if b, err := os.ReadFile(meminfo); err == nil {
		for line := range strings.Lines(string(b)) {
			if rest, ok := strings.CutPrefix(line, "MemTotal:"); ok {
				if kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64); err == nil && kib > 0 {
					least = kib << 10
				}
			}
		}
	}
	for _, file := range limits {
		if b, err := os.ReadFile(file); err == nil {
			if n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil && n > 0 {
				least = min(least, n)
			}
		}
	}
	return least
}
