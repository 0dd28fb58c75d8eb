package upload_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/upload"
)

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
