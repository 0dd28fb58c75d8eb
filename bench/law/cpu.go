package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// spent is the processor time that was used so far: by this process, and by the processes of the PostgreSQL server when it
// runs on this machine. Others who keep the machine busy change it little, unlike all times on the clock.
type spent struct{ here, server time.Duration }

func (s spent) since(before spent) spent {
	return spent{s.here - before.here, s.server - before.server}
}

func (s spent) add(o spent) spent { return spent{s.here + o.here, s.server + o.server} }

// spentSoFar asks the system. Linux alone tells of other processes.
func spentSoFar(ctx context.Context, p *place) (spent, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return spent{}, err
	}
	s := spent{here: time.Duration(u.Utime.Nano() + u.Stime.Nano())}
	if p.at.DSN == "" {
		return s, nil
	}
	var backend int
	if err := p.db.Read().NewRaw("SELECT pg_backend_pid()").Scan(ctx, &backend); err != nil {
		return spent{}, err
	}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return spent{}, err
	}
	parent := parentOf(fmt.Sprintf("/proc/%d/stat", backend))
	for _, path := range stats {
		if parent == "" || parentOf(path) != parent {
			continue
		}
		var ns, waited, slices int64
		b, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "schedstat")) // it may have ended meanwhile
		if _, err := fmt.Sscan(string(b), &ns, &waited, &slices); err == nil {
			s.server += time.Duration(ns)
		}
	}
	return s, nil
}

// parentOf is the id of the parent of a process; "" when there is no such process here.
func parentOf(stat string) string {
	b, _ := os.ReadFile(stat)
	_, rest, ok := strings.Cut(string(b), ") ") // the name before it may hold anything
	if f := strings.Fields(rest); ok && len(f) > 1 {
		return f[1]
	}
	return ""
}
