package blob_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/blob/blobtest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
)

func dirWorld(t *testing.T) blobtest.World {
	root := t.TempDir()
	d, err := blob.OpenDir(root)
	require.NoError(t, err)
	return blobtest.World{Store: d, Scrap: t.TempDir(), Bend: func(t testing.TB, hash string, sums bool, content []byte) []byte {
		path := filepath.Join(root, hash[:2], hash[2:4], hash)
		if sums {
			path += ".sums"
		}
		old, err := os.ReadFile(path)
		if !errors.Is(err, os.ErrNotExist) {
			require.NoError(t, err)
		}
		if content == nil {
			require.NoError(t, os.Remove(path))
		} else {
			require.NoError(t, os.WriteFile(path, content, 0o600))
		}
		return old
	}}
}

func TestDir(t *testing.T) { blobtest.Run(t, dirWorld) }

func TestSweepRemovesWhatACrashLeft(t *testing.T) {
	root := t.TempDir()
	d, err := blob.OpenDir(root)
	require.NoError(t, err)
	info, err := d.Put(context.Background(), strings.NewReader("abc"), 3)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(root, "incoming", "half"), []byte("ha"), 0o600))
	require.NoError(t, d.Sweep())
	left, err := os.ReadDir(filepath.Join(root, "incoming"))
	require.NoError(t, err)
	require.Empty(t, left)
	require.NoError(t, blob.Verify(context.Background(), d, info.Hash))
}

// TestFullDisk fills a real small file system: what does not fit is refused as Unavailable and leaves nothing, what was
// there stays good, and once there is room it goes in.
func TestFullDisk(t *testing.T) {
	root := t.TempDir()
	if err := syscall.Mount("tmpfs", root, "tmpfs", 0, "size=12m"); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(root, syscall.MNT_DETACH)) })
	ctx := context.Background()
	d, err := blob.OpenDir(root)
	require.NoError(t, err)
	first := blobtest.Content(1, blob.PieceSize+1)
	kept, err := d.Put(ctx, bytes.NewReader(first), 1<<30)
	require.NoError(t, err)
	second := blobtest.Content(2, 2*blob.PieceSize)
	for range 3 {
		_, err = d.Put(ctx, bytes.NewReader(second), 1<<30)
		require.Equal(t, fail.KindUnavailable, fail.KindOf(err), "%v", err)
		require.Equal(t, "blob.full", fail.As(err).Code)
	}
	left, err := os.ReadDir(filepath.Join(root, "incoming"))
	require.NoError(t, err)
	require.Empty(t, left)
	n := 0
	require.NoError(t, d.Walk(ctx, "", func(blob.Info) error { n++; return nil }))
	require.Equal(t, 1, n)
	require.NoError(t, blob.Verify(ctx, d, kept.Hash))
	require.NoError(t, syscall.Mount("tmpfs", root, "tmpfs", syscall.MS_REMOUNT, "size=64m"))
	info, err := d.Put(ctx, bytes.NewReader(second), 1<<30)
	require.NoError(t, err)
	require.NoError(t, blob.Verify(ctx, d, info.Hash))
}

func TestPatrolComesRoundAndTells(t *testing.T) {
	ctx := context.Background()
	w := dirWorld(t)
	var hashes []string
	for i := range 10 {
		info, err := w.Store.Put(ctx, bytes.NewReader(blobtest.Content(i, 1000)), 1000)
		require.NoError(t, err)
		hashes = append(hashes, info.Hash)
	}
	var log bytes.Buffer
	reg := prometheus.NewRegistry()
	p, err := blob.NewPatrol(w.Store, clock.NewFake(time.Unix(0, 0)), slog.New(slog.NewTextHandler(&log, nil)), reg)
	require.NoError(t, err)
	p.Share = 2500
	around := func() (rounds int) {
		after := ""
		for rounds = 1; ; rounds++ {
			after, err = p.Round(ctx, after)
			require.NoError(t, err)
			if after == "" {
				return rounds
			}
		}
	}
	require.Equal(t, 5, around(), "two of 1000 bytes fit a share of 2500")
	require.Empty(t, log.String())
	good := w.Bend(t, hashes[3], false, []byte("bent"))
	around()
	around()
	require.Equal(t, 1, strings.Count(log.String(), "hash="+hashes[3]), "told once")
	require.NoError(t, testutil.GatherAndCompare(reg, strings.NewReader("# HELP anlan_blob_altered Files whose content no longer has its recorded hash.\n# TYPE anlan_blob_altered gauge\nanlan_blob_altered 1\n"), "anlan_blob_altered"))
	w.Bend(t, hashes[3], false, good)
	around()
	require.NoError(t, testutil.GatherAndCompare(reg, strings.NewReader("# HELP anlan_blob_altered Files whose content no longer has its recorded hash.\n# TYPE anlan_blob_altered gauge\nanlan_blob_altered 0\n"), "anlan_blob_altered"))
}
