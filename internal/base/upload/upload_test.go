package upload_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/blob"
	"anlan/internal/base/blob/blobtest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/base/upload"
)

var (
	anna  = person("anna", "field")
	boris = person("boris", "field")
)

func person(id, role string) identity.Subject {
	return identity.NewSubject(id, id, id, []identity.Grant{{Role: role, Area: "210106"}}, identity.Roles{role: {}})
}

type world struct {
	ctx   context.Context
	db    *store.DB
	clock *clock.Fake
	dir   string
	blobs blob.Store
	o     upload.Options
	*upload.Service
}

func newWorld(t *testing.T) *world {
	w := &world{ctx: context.Background(), db: storetest.Open(t), clock: clock.NewFake(time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)), dir: t.TempDir()}
	var err error
	w.blobs, err = blob.OpenDir(filepath.Join(w.dir, "blobs"))
	require.NoError(t, err)
	w.o = upload.Options{Dir: filepath.Join(w.dir, "uploads"), Limits: upload.Limits{ByRole: map[string]int64{"field": 64 << 20, "duty": 256 << 20}, Other: 1 << 20}}
	w.restart(t)
	return w
}

// restart is a new process over what the old one left.
func (w *world) restart(t require.TestingT) {
	var err error
	w.Service, err = upload.New(w.ctx, w.db, w.clock, w.blobs, w.o)
	require.NoError(t, err)
}

func from(r io.Reader) func(context.Context) io.ReadCloser {
	return func(context.Context) io.ReadCloser { return io.NopCloser(r) }
}

func (w *world) send(by identity.Subject, id string, offset int64, b []byte) (upload.Item, error) {
	return w.Append(w.ctx, by, id, offset, nil, from(bytes.NewReader(b)))
}

func (w *world) take(by identity.Subject, id, object string, after error) (f upload.File, err error) {
	err = w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		if f, err = w.Take(ctx, tx, by, id, object); err != nil {
			return err
		}
		return after
	})
	return f, err
}

// film is content that is told to be an MP4.
func film(seed, n int) []byte {
	head := []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
	return append(head, blobtest.Content(seed, n-len(head))...)
}

func hashOf(b []byte) string {
	sums := blob.NewHasher()
	_, _ = sums.Write(b)
	return sums.Sums().Hash()
}

func code(err error) string {
	if e := fail.As(err); e != nil {
		return e.Code
	}
	return ""
}

func TestFromFirstByteToACase(t *testing.T) {
	w := newWorld(t)
	content := film(1, 5_000_000)
	it, err := w.Create(w.ctx, anna, `C:\Videos\执法 记录<1>.mp4`, int64(len(content)))
	require.NoError(t, err)
	require.Equal(t, "执法 记录_1_.mp4", it.Name)
	it, err = w.send(anna, it.ID, 0, content[:1000])
	require.NoError(t, err)
	require.EqualValues(t, 1000, it.Received)
	_, err = w.take(anna, it.ID, "case-1", nil)
	require.Equal(t, "upload.unfinished", code(err))
	w.clock.Advance(time.Hour)
	it, err = w.send(anna, it.ID, 1000, content[1000:])
	require.NoError(t, err)
	require.Equal(t, upload.Stored, it.Status)
	require.Equal(t, "video/mp4", it.Type)
	require.Equal(t, hashOf(content), it.Hash)
	got, err := blob.Get(w.ctx, w.blobs, it.Hash, 1<<30)
	require.NoError(t, err)
	require.True(t, bytes.Equal(content, got))

	boom := errors.New("boom")
	_, err = w.take(anna, it.ID, "case-1", boom)
	require.ErrorIs(t, err, boom)
	f, err := w.take(anna, it.ID, "case-2", nil)
	require.NoError(t, err, "the transaction that failed took nothing")
	require.Equal(t, upload.File{Upload: it.ID, Hash: it.Hash, Size: 5_000_000, Type: "video/mp4", Name: it.Name, Begun: it.CreatedAt, Stored: it.StoredAt}, f)
	require.Equal(t, time.Hour, f.Stored.Sub(f.Begun.Time))
	again, err := w.take(anna, it.ID, "case-2", nil)
	require.NoError(t, err)
	require.Equal(t, f, again)
	_, err = w.take(anna, it.ID, "case-1", nil)
	require.Equal(t, "upload.taken", code(err))
	require.Equal(t, "upload.taken", code(w.End(w.ctx, anna, it.ID)))
	w.clock.Advance(1000 * time.Hour)
	require.NoError(t, w.Tidy(w.ctx))
	_, err = w.take(anna, it.ID, "case-2", nil)
	require.NoError(t, err, "what was taken does not expire")
	hashes, err := upload.Hashes(w.ctx, w.db)
	require.NoError(t, err)
	require.Equal(t, []string{it.Hash}, hashes)
}

// TestNobodyElse goes through every method as another person: all look as if there were no upload.
func TestNobodyElse(t *testing.T) {
	w := newWorld(t)
	open, err := w.Create(w.ctx, anna, "a.mp4", 100)
	require.NoError(t, err)
	stored, err := w.Create(w.ctx, anna, "b.mp4", 100)
	require.NoError(t, err)
	_, err = w.send(anna, stored.ID, 0, film(1, 100))
	require.NoError(t, err)
	for _, id := range []string{open.ID, stored.ID, "none"} {
		for name, do := range map[string]func() error{
			"item":   func() error { _, err := w.Item(w.ctx, boris, id); return err },
			"resume": func() error { _, err := w.Resume(w.ctx, boris, id); return err },
			"append": func() error { _, err := w.send(boris, id, 0, []byte("x")); return err },
			"end":    func() error { return w.End(w.ctx, boris, id) },
			"take":   func() error { _, err := w.take(boris, id, "case", nil); return err },
		} {
			require.Equal(t, fail.KindNotFound, fail.KindOf(do()), "%s %s", name, id)
		}
	}
	items, err := w.Items(w.ctx, boris)
	require.NoError(t, err)
	require.Empty(t, items)
	items, err = w.Items(w.ctx, anna)
	require.NoError(t, err)
	require.Len(t, items, 2)
	_, err = w.Create(w.ctx, identity.Subject{}, "a", 1)
	require.Equal(t, fail.KindDenied, fail.KindOf(err))
}

func TestLimitsAndQuota(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		by   identity.Subject
		max  int64
		says string
	}{{anna, 64 << 20, "64 MB"}, {person("d", "duty"), 256 << 20, "256 MB"}, {person("x", "auditor"), 1 << 20, "1 MB"}} {
		_, err := w.Create(w.ctx, c.by, "a", c.max+1)
		require.Equal(t, "upload.too-large", code(err))
		require.ErrorContains(t, err, c.says)
		for range 2 {
			_, err = w.Create(w.ctx, c.by, "a", c.max)
			require.NoError(t, err)
		}
		_, err = w.Create(w.ctx, c.by, "a", 1)
		require.Equal(t, "upload.quota", code(err), "two of the largest wait already")
	}
	_, err := w.Create(w.ctx, boris, "a", 0)
	require.Equal(t, "upload.empty", code(err))
	for range 20 {
		_, err = w.Create(w.ctx, boris, "a", 1)
		require.NoError(t, err)
	}
	_, err = w.Create(w.ctx, boris, "a", 1)
	require.Equal(t, "upload.quota", code(err))
	items, err := w.Items(w.ctx, boris)
	require.NoError(t, err)
	require.NoError(t, w.End(w.ctx, boris, items[0].ID))
	_, err = w.Create(w.ctx, boris, "a", 1)
	require.NoError(t, err, "ending one makes room")
	w.clock.Advance(24 * time.Hour)
	_, err = w.Create(w.ctx, boris, "a", 1)
	require.NoError(t, err, "so does time")
}

func TestExpiry(t *testing.T) {
	w := newWorld(t)
	it, err := w.Create(w.ctx, anna, "a.mp4", 1000)
	require.NoError(t, err)
	w.clock.Advance(23 * time.Hour)
	_, err = w.send(anna, it.ID, 0, film(1, 500))
	require.NoError(t, err)
	w.clock.Advance(23 * time.Hour)
	require.NoError(t, w.Tidy(w.ctx))
	_, err = w.Resume(w.ctx, anna, it.ID)
	require.NoError(t, err, "it lives as long as it goes on")
	w.clock.Advance(time.Hour)
	_, err = w.Resume(w.ctx, anna, it.ID)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	_, err = w.send(anna, it.ID, 500, []byte("x"))
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
	require.FileExists(t, filepath.Join(w.o.Dir, it.ID))
	require.NoError(t, w.Tidy(w.ctx))
	require.NoFileExists(t, filepath.Join(w.o.Dir, it.ID))
	var n int
	require.NoError(t, w.db.Read().NewRaw("SELECT count(*) FROM upload_item").Scan(w.ctx, &n))
	require.Zero(t, n)
}

// TestFinishedUploadsWait: a whole upload that nobody takes is kept a week, then goes, and is counted.
func TestFinishedUploadsWait(t *testing.T) {
	w := newWorld(t)
	it, err := w.Create(w.ctx, anna, "a.mp4", 500)
	require.NoError(t, err)
	_, err = w.send(anna, it.ID, 0, film(1, 500))
	require.NoError(t, err)
	w.clock.Advance(7*24*time.Hour - time.Minute)
	require.NoError(t, w.Tidy(w.ctx))
	there, err := w.Item(w.ctx, anna, it.ID)
	require.NoError(t, err)
	require.Equal(t, upload.Stored, there.Status)
	w.clock.Advance(time.Minute)
	require.NoError(t, w.Tidy(w.ctx))
	_, err = w.Item(w.ctx, anna, it.ID)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err))
}

func TestTypesAreFoundFromTheContent(t *testing.T) {
	w := newWorld(t)
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	for content, want := range map[string]string{
		png: "image/png", "\xff\xd8\xff\xe0\x00\x10JFIF": "image/jpeg", "%PDF-1.7\n": "application/pdf", "现场笔录": "text/plain",
		"RIFF\x24\x00\x00\x00WAVEfmt ": "audio/wav", "\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm": "video/webm",
		"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>": "", "<html><script>1</script></html>": "", "MZ\x90\x00": "", "\x7fELF\x02\x01\x01": "", "#!/bin/sh\n": "",
	} {
		it, err := w.Create(w.ctx, anna, "photo.jpg", int64(len(content)))
		require.NoError(t, err)
		it, err = w.send(anna, it.ID, 0, []byte(content))
		if want == "" {
			require.Equal(t, "upload.type", code(err), "%q", content)
			_, err = w.Item(w.ctx, anna, it.ID)
			require.Equal(t, fail.KindNotFound, fail.KindOf(err), "refused and gone")
			require.NoFileExists(t, filepath.Join(w.o.Dir, it.ID))
			continue
		}
		require.NoError(t, err, "%q", content)
		require.Equal(t, want, it.Type)
	}
	it, err := w.Create(w.ctx, anna, "large.mp4", 50<<20)
	require.NoError(t, err)
	_, err = w.send(anna, it.ID, 0, []byte("<html>"+strings.Repeat(" ", 5000)))
	require.Equal(t, "upload.type", code(err), "refused as soon as it can be known")
}

func TestChecksums(t *testing.T) {
	w := newWorld(t)
	content := film(1, 3000)
	it, err := w.Create(w.ctx, anna, "a.mp4", 3000)
	require.NoError(t, err)
	sum := sm3.Sum(content[:2000])
	text := "sm3 " + base64.StdEncoding.EncodeToString(sum[:])
	send := func(body io.Reader) (upload.Item, error) {
		c, err := upload.ParseChecksum(text)
		require.NoError(t, err)
		return w.Append(w.ctx, anna, it.ID, 0, c, from(body))
	}
	bent := bytes.Clone(content[:2000])
	bent[7] ^= 1
	_, err = send(bytes.NewReader(bent))
	require.Equal(t, "upload.checksum", code(err))
	_, err = send(io.MultiReader(bytes.NewReader(content[:1500]), iotest.ErrReader(io.ErrUnexpectedEOF)))
	require.Equal(t, "upload.line-broken", code(err))
	have, err := w.Resume(w.ctx, anna, it.ID)
	require.NoError(t, err)
	require.Zero(t, have.Received, "all or nothing")
	_, err = send(bytes.NewReader(content[:2000]))
	require.NoError(t, err)
	it, err = w.send(anna, it.ID, 2000, content[2000:])
	require.NoError(t, err)
	require.Equal(t, hashOf(content), it.Hash)
	for _, bad := range []string{"crc32 AAAA", "sha1 !!!", "sha1 AAAA", "sha1", "x"} {
		_, err = upload.ParseChecksum(bad)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), bad)
	}
}

func TestMoreThanDeclaredIsRefused(t *testing.T) {
	w := newWorld(t)
	it, err := w.Create(w.ctx, anna, "a.mp4", 1000)
	require.NoError(t, err)
	_, err = w.send(anna, it.ID, 0, film(1, 1001))
	require.Equal(t, "upload.too-much", code(err))
	it, err = w.send(anna, it.ID, 0, film(1, 1000))
	require.NoError(t, err)
	require.Equal(t, upload.Stored, it.Status)
	_, err = w.send(anna, it.ID, 1000, []byte("x"))
	require.Equal(t, fail.KindConflict, fail.KindOf(err))
}

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

func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"", "a.mp4", "../../etc/passwd", `..\..\x`, "a\x00b\nc", "e\u202egpj.exe", strings.Repeat("长", 300), "."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := upload.CleanName(s)
		if n == "" || n == "." || n == ".." || len([]rune(n)) > 100 || strings.ContainsAny(n, "/\\\x00\n\r\"<>") || upload.CleanName(n) != n {
			t.Fatalf("%q → %q", s, n)
		}
	})
}
