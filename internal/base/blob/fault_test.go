package blob

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
)

// failing is a disk of which call n fails with err; a write fails after half of its bytes.
type failing struct {
	realDisk
	n, calls int
	err      error
}

func (d *failing) turn() bool { d.calls++; return d.calls == d.n }

func (d *failing) create(path string) (file, error) {
	if d.turn() {
		return nil, d.err
	}
	f, err := d.realDisk.create(path)
	return &failingFile{f, d}, err
}

func (d *failing) sync(path string) error {
	if d.turn() {
		return d.err
	}
	return d.realDisk.sync(path)
}

func (d *failing) rename(from, to string) error {
	if d.turn() {
		return d.err
	}
	return d.realDisk.rename(from, to)
}

func (d *failing) mkdir(path string) error {
	if d.turn() {
		return d.err
	}
	return d.realDisk.mkdir(path)
}

type failingFile struct {
	file
	d *failing
}

func (f *failingFile) Write(p []byte) (int, error) {
	if f.d.turn() {
		n, _ := f.file.Write(p[:len(p)/2])
		return n, f.d.err
	}
	return f.file.Write(p)
}

func (f *failingFile) Sync() error {
	if f.d.turn() {
		return f.d.err
	}
	return f.file.Sync()
}

func (f *failingFile) Close() error {
	if f.d.turn() {
		_ = f.file.Close()
		return f.d.err
	}
	return f.file.Close()
}

// TestDirSurvivesAnyFailingCall lets each call to the disk fail in turn, for Put and for Keep: it says so, leaves the
// blob whole or absent and nothing in the spool, and the repeat succeeds.
func TestDirSurvivesAnyFailingCall(t *testing.T) {
	ctx := context.Background()
	content := bytes.Repeat([]byte("0123456789abcdef"), PieceSize/16+10)
	h := NewHasher()
	_, _ = h.Write(content)
	hash := h.Sums().Hash()
	for name, store := range map[string]func(d *Dir, scrap string) error{
		"put": func(d *Dir, _ string) error {
			_, err := d.Put(ctx, bytes.NewReader(content), 1<<30)
			return err
		},
		"keep": func(d *Dir, scrap string) error {
			path := filepath.Join(scrap, "part")
			if _, err := os.Stat(path); err != nil {
				if _, err := d.Stat(ctx, hash); err != nil { // written once, kept until it has gone in
					if err := os.WriteFile(path, content, 0o600); err != nil {
						return err
					}
				}
			}
			return d.Keep(ctx, path, h.Sums())
		},
	} {
		t.Run(name, func(t *testing.T) {
			n, failed := 1, 0
			for ; ; n++ {
				root, scrap := t.TempDir(), t.TempDir()
				f := &failing{n: n, err: []error{syscall.EIO, syscall.ENOSPC}[n%2]}
				d, err := openDir(f, root)
				require.NoError(t, err)
				err = store(d, scrap)
				if f.calls < n {
					require.NoError(t, err)
					break
				}
				require.Equal(t, fail.KindUnavailable, fail.KindOf(err), "call %d: %v", n, err)
				failed++
				if _, err := d.Stat(ctx, hash); err == nil {
					require.NoError(t, Verify(ctx, d, hash), "call %d left half a file", n)
				}
				left, err := os.ReadDir(filepath.Join(root, "incoming"))
				require.NoError(t, err)
				require.Empty(t, left, "call %d", n)
				require.NoError(t, store(d, scrap), "call %d: the repeat", n)
				require.NoError(t, Verify(ctx, d, hash))
			}
			t.Logf("%d calls failed in turn", failed)
			require.Greater(t, failed, 8)
		})
	}
}

// FuzzSums holds what is read back against what was written, whatever the bytes.
func FuzzSums(f *testing.F) {
	h := NewHasher()
	_, _ = h.Write(make([]byte, PieceSize+1))
	f.Add(h.Sums().encode())
	state, err := h.MarshalBinary()
	require.NoError(f, err)
	f.Add(state)
	f.Add([]byte(sumsMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := decodeSums(b); err == nil && !bytes.Equal(s.encode(), b) {
			t.Fatal("sums read back are others")
		}
		n := NewHasher()
		if err := n.UnmarshalBinary(b); err == nil {
			_, _ = io.Copy(n, bytes.NewReader([]byte("more")))
			_ = n.Sums()
		}
	})
}
