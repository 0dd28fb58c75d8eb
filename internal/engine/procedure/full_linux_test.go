package procedure_test

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

// The whole data folder, database and files, on a disk that fills up: 64 MB, so that the log of the database, which is folded into
// its file at 16 MiB, cannot fill what has been cleared.
func TestDiskFullForReal(t *testing.T) {
	if storetest.Options(t).DSN != "" {
		t.Skip("the disk of PostgreSQL is not ours")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64m"); err != nil {
		t.Skipf("no small disk here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	c := clock.NewFake(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	l := lawfulOn(t, store.Options{Path: filepath.Join(dir, "anlan.db")}, c, dir)
	ballast := filepath.Join(dir, "ballast")
	requireFull(t, l,
		func() {
			f, err := os.Create(ballast)
			require.NoError(t, err)
			chunk := bytes.Repeat([]byte{1}, 4096)
			for err == nil {
				_, err = f.Write(chunk)
			}
			require.NoError(t, f.Close())
		},
		func() { require.NoError(t, os.Remove(ballast)) })
}
