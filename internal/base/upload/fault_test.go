package upload_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/blob"
	"anlan/internal/base/blob/blobtest"
	"anlan/internal/base/fail"
	"anlan/internal/base/store"
	"anlan/internal/base/upload"
)

// TestAnyLineAnyCrash sends a file over a line that breaks anywhere to a server that crashes anywhere, at which bytes may
// have been written that were never acknowledged. Nothing acknowledged is lost, nothing is there twice.
func TestAnyLineAnyCrash(t *testing.T) {
	w := newWorld(t)
	rapid.Check(t, func(t *rapid.T) {
		content := film(rapid.IntRange(0, 1000).Draw(t, "seed"), rapid.IntRange(40, 20000).Draw(t, "size"))
		it, err := w.Create(w.ctx, anna, "a.mp4", int64(len(content)))
		require.NoError(t, err)
		for it.Status == upload.Open {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0: // a piece
				n := rapid.IntRange(1, len(content)).Draw(t, "n")
				it, err = w.send(anna, it.ID, it.Received, content[it.Received:min(len(content), int(it.Received)+n)])
				require.NoError(t, err)
			case 1: // the line breaks
				n := rapid.IntRange(0, len(content)).Draw(t, "n")
				part := content[it.Received:min(len(content), int(it.Received)+n)]
				_, err = w.Append(w.ctx, anna, it.ID, it.Received, nil, from(io.MultiReader(bytes.NewReader(part), iotest.ErrReader(io.ErrUnexpectedEOF))))
				require.Equal(t, "upload.line-broken", code(err))
				had := it.Received
				it, err = w.Resume(w.ctx, anna, it.ID)
				require.NoError(t, err)
				require.EqualValues(t, had+int64(len(part)), it.Received, "what came is kept")
			case 2: // the server dies between writing and acknowledging
				f, err := os.OpenFile(filepath.Join(w.o.Dir, it.ID), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
				require.NoError(t, err)
				_, err = f.Write(blobtest.Content(3, rapid.IntRange(0, 5000).Draw(t, "unacknowledged")))
				require.NoError(t, errors.Join(err, f.Close()))
				w.restart(t)
				again, err := w.Resume(w.ctx, anna, it.ID)
				require.NoError(t, err)
				require.Equal(t, it.Received, again.Received)
			case 3: // a stray piece of an old line
				_, err := w.send(anna, it.ID, it.Received+rapid.SampledFrom([]int64{-1, 1, 100}).Draw(t, "stray"), []byte("stray"))
				require.Equal(t, fail.KindConflict, fail.KindOf(err))
			}
		}
		require.Equal(t, hashOf(content), it.Hash)
		require.NoError(t, blob.Verify(w.ctx, w.blobs, it.Hash))
		require.NoError(t, w.End(w.ctx, anna, it.ID))
	})
}

// TestCrashWhileStoring loses the process after the file went into the store and before the row says so.
func TestCrashWhileStoring(t *testing.T) {
	w := newWorld(t)
	content := film(1, 6<<20)
	it, err := w.Create(w.ctx, anna, "a.mp4", int64(len(content)))
	require.NoError(t, err)
	it, err = w.send(anna, it.ID, 0, content)
	require.NoError(t, err)
	state := blob.NewHasher()
	_, _ = state.Write(content)
	b, err := state.MarshalBinary()
	require.NoError(t, err)
	require.NoError(t, w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("UPDATE upload_item SET status = ?, hash = '', state = ?, stored_at = NULL", upload.Open, b).Exec(ctx)
		return err
	}))
	w.restart(t)
	again, err := w.Resume(w.ctx, anna, it.ID)
	require.NoError(t, err)
	require.Equal(t, upload.Stored, again.Status)
	require.Equal(t, it.Hash, again.Hash)
}

// refusing is a store that does not answer while down.
type refusing struct {
	blob.Store
	down bool
}

func (r *refusing) Keep(ctx context.Context, path string, s blob.Sums) error {
	if r.down {
		return fail.Unavailable("blob.unavailable", "暂时不可用", "not now")
	}
	return r.Store.Keep(ctx, path, s)
}

func TestStoreThatIsDownGetsItLater(t *testing.T) {
	w := newWorld(t)
	r := &refusing{Store: w.blobs, down: true}
	w.blobs = r
	w.restart(t)
	for i, later := range []func(id string) error{
		func(id string) error { _, err := w.Resume(w.ctx, anna, id); return err },
		func(string) error { return w.Tidy(w.ctx) },
	} {
		r.down = true
		content := film(i, 9000)
		it, err := w.Create(w.ctx, anna, "a.mp4", 9000)
		require.NoError(t, err)
		_, err = w.send(anna, it.ID, 0, content)
		require.Equal(t, fail.KindUnavailable, fail.KindOf(err), "the last byte is not acknowledged as stored")
		require.Equal(t, fail.KindUnavailable, fail.KindOf(later(it.ID)))
		w.restart(t)
		r.down = false
		require.NoError(t, later(it.ID))
		it, err = w.Item(w.ctx, anna, it.ID)
		require.NoError(t, err)
		require.Equal(t, hashOf(content), it.Hash)
	}
}

// TestFullDisk fills a real small file system under an upload: what was acknowledged stays, and it goes on when there is
// room again.
func TestFullDisk(t *testing.T) {
	w := newWorld(t)
	if err := syscall.Mount("tmpfs", w.o.Dir, "tmpfs", 0, "size=3m"); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(w.o.Dir, syscall.MNT_DETACH)) })
	content := film(1, 8<<20)
	it, err := w.Create(w.ctx, anna, "a.mp4", int64(len(content)))
	require.NoError(t, err)
	it, err = w.send(anna, it.ID, 0, content[:1<<20])
	require.NoError(t, err)
	for range 3 {
		_, err = w.send(anna, it.ID, it.Received, content[it.Received:])
		require.Equal(t, "blob.full", code(err), "%v", err)
		w.restart(t)
		it, err = w.Resume(w.ctx, anna, it.ID)
		require.NoError(t, err)
		require.EqualValues(t, 1<<20, it.Received)
	}
	require.NoError(t, syscall.Mount("tmpfs", w.o.Dir, "tmpfs", syscall.MS_REMOUNT, "size=64m"))
	it, err = w.send(anna, it.ID, it.Received, content[it.Received:])
	require.NoError(t, err)
	require.Equal(t, hashOf(content), it.Hash)
	require.NoError(t, blob.Verify(w.ctx, w.blobs, it.Hash), "also across file systems")
}

// TestTheNewLineInterruptsTheOld is a sender whose line broke without the server noticing.
func TestTheNewLineInterruptsTheOld(t *testing.T) {
	w := newWorld(t)
	content := film(1, 2000)
	it, err := w.Create(w.ctx, anna, "a.mp4", 2000)
	require.NoError(t, err)
	waiting := make(chan struct{})
	old := make(chan error, 1)
	go func() {
		_, err := w.Append(w.ctx, anna, it.ID, 0, nil, func(ctx context.Context) io.ReadCloser {
			return io.NopCloser(io.MultiReader(bytes.NewReader(content[:500]), silence{ctx, waiting}))
		})
		old <- err
	}()
	<-waiting
	it, err = w.Resume(w.ctx, anna, it.ID)
	require.NoError(t, err)
	require.EqualValues(t, 500, it.Received)
	require.Equal(t, "upload.line-broken", code(<-old))
	it, err = w.send(anna, it.ID, 500, content[500:])
	require.NoError(t, err)
	require.Equal(t, hashOf(content), it.Hash)
}

// silence says nothing until ctx ends.
type silence struct {
	ctx     context.Context
	waiting chan struct{}
}

func (s silence) Read([]byte) (int, error) {
	close(s.waiting)
	<-s.ctx.Done()
	return 0, s.ctx.Err()
}

func TestFilesOfNoUploadAreSwept(t *testing.T) {
	w := newWorld(t)
	it, err := w.Create(w.ctx, anna, "a.mp4", 2000)
	require.NoError(t, err)
	_, err = w.send(anna, it.ID, 0, film(1, 100))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(w.o.Dir, "orphan"), nil, 0o600))
	w.restart(t)
	require.NoFileExists(t, filepath.Join(w.o.Dir, "orphan"))
	require.FileExists(t, filepath.Join(w.o.Dir, it.ID))
	require.NoError(t, os.Truncate(filepath.Join(w.o.Dir, it.ID), 50))
	_, err = w.send(anna, it.ID, 100, []byte("x"))
	require.Equal(t, fail.KindNotFound, fail.KindOf(err), "a disk that lost acknowledged bytes: begin anew, never go on over a hole")
}
