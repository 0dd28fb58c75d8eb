// Package blobtest is the contract of blob.Store as a suite that every store runs.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/emmansun/gmsm/sm3"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/blob"
	"anlan/internal/base/fail"
)

// World is a store with hands that reach around it.
type World struct {
	Store blob.Store
	// Bend replaces the stored content of a blob, or with sums what lies beside it; nil removes it. It returns what was
	// there.
	Bend func(t testing.TB, hash string, sums bool, content []byte) []byte
	// Scrap is a folder on the file system from which Keep moves.
	Scrap string
}

// Content makes n bytes that are the same for the same seed and do not repeat.
func Content(seed, n int) []byte {
	out := make([]byte, 0, n+sha256.Size)
	var block [16]byte
	for i := 0; len(out) < n; i++ {
		binary.BigEndian.PutUint64(block[:], uint64(seed))
		binary.BigEndian.PutUint64(block[8:], uint64(i))
		sum := sha256.Sum256(block[:])
		out = append(out, sum[:]...)
	}
	return out[:n]
}

// Run holds a store against the contract.
func Run(t *testing.T, open func(t *testing.T) World) {
	for name, f := range map[string]func(*testing.T, World){
		"Keeps": keeps, "Refuses": refuses, "ReadsRanges": readsRanges, "NamesWhatWasAltered": namesAltered,
		"MendsSums": mendsSums, "KeepsFinishedFiles": keepsFinished, "ManyAtOnce": manyAtOnce, "Audit": audits,
	} {
		t.Run(name, func(t *testing.T) { f(t, open(t)) })
	}
}

func put(t require.TestingT, s blob.Store, b []byte) string {
	info, err := s.Put(context.Background(), bytes.NewReader(b), int64(len(b)))
	require.NoError(t, err)
	sum := sm3.Sum(b)
	require.Equal(t, blob.Info{Hash: hex.EncodeToString(sum[:]), Size: int64(len(b))}, info)
	return info.Hash
}

func keeps(t *testing.T, w World) {
	ctx := context.Background()
	abc := put(t, w.Store, []byte("abc"))
	require.Equal(t, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", abc, "GB/T 32905 example")
	sizes := []int{0, 1, 1000, blob.PieceSize - 1, blob.PieceSize, blob.PieceSize + 1, 2*blob.PieceSize + 77}
	want := map[string]int64{abc: 3}
	for i, n := range sizes {
		b := Content(i, n)
		h := put(t, w.Store, b)
		require.Equal(t, h, put(t, w.Store, b), "twice is once")
		want[h] = int64(n)
		got, err := blob.Get(ctx, w.Store, h, int64(n))
		require.NoError(t, err)
		require.True(t, bytes.Equal(b, got), n)
		require.NoError(t, blob.Verify(ctx, w.Store, h))
		info, err := w.Store.Stat(ctx, h)
		require.NoError(t, err)
		require.Equal(t, blob.Info{Hash: h, Size: int64(n)}, info)
	}
	have := map[string]int64{}
	last := ""
	require.NoError(t, w.Store.Walk(ctx, "", func(i blob.Info) error {
		require.Less(t, last, i.Hash, "in order")
		last = i.Hash
		have[i.Hash] = i.Size
		return nil
	}))
	require.Equal(t, want, have)
	boom := errors.New("boom")
	require.ErrorIs(t, w.Store.Walk(ctx, "", func(blob.Info) error { return boom }), boom)
	require.NoError(t, w.Store.Walk(ctx, last, func(i blob.Info) error { t.Errorf("%s is not after the last", i.Hash); return nil }))
	require.NoError(t, blob.Ping(ctx, w.Store))
}

func refuses(t *testing.T, w World) {
	ctx := context.Background()
	_, err := w.Store.Put(ctx, bytes.NewReader(make([]byte, 11)), 10)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	_, err = w.Store.Put(ctx, bytes.NewReader(make([]byte, blob.PieceSize*2)), blob.PieceSize)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	gone := errors.New("the sender hung up")
	_, err = w.Store.Put(ctx, io.MultiReader(strings.NewReader("half"), iotest.ErrReader(gone)), 10)
	require.ErrorIs(t, err, gone)
	require.NoError(t, w.Store.Walk(ctx, "", func(i blob.Info) error { t.Errorf("left %s behind", i.Hash); return nil }))
	for _, bad := range []string{"", "a", "../../etc/passwd", strings.Repeat("0", 64), strings.Repeat("A", 64), strings.Repeat("0", 63) + "/"} {
		_, err = w.Store.Open(ctx, bad)
		require.Equal(t, fail.KindNotFound, fail.KindOf(err), bad)
		_, err = w.Store.Stat(ctx, bad)
		require.Equal(t, fail.KindNotFound, fail.KindOf(err), bad)
	}
	h := put(t, w.Store, []byte("abc"))
	_, err = blob.Get(ctx, w.Store, h, 2)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

// readsRanges holds the reader against bytes.Reader under random reads and seeks.
func readsRanges(t *testing.T, w World) {
	b := Content(9, 2*blob.PieceSize+12345)
	h := put(t, w.Store, b)
	rapid.Check(t, func(t *rapid.T) {
		r, err := w.Store.Open(context.Background(), h)
		require.NoError(t, err)
		defer r.Close()
		want := bytes.NewReader(b)
		for range rapid.IntRange(1, 3).Draw(t, "steps") {
			to := rapid.Int64Range(0, int64(len(b))+10).Draw(t, "to")
			if rapid.Bool().Draw(t, "fromEnd") {
				_, err = r.Seek(-min(to, int64(len(b))), io.SeekEnd)
				require.NoError(t, err)
				_, err = want.Seek(-min(to, int64(len(b))), io.SeekEnd)
			} else {
				_, err = r.Seek(to, io.SeekStart)
				require.NoError(t, err)
				_, err = want.Seek(to, io.SeekStart)
			}
			require.NoError(t, err)
			n := rapid.SampledFrom([]int{1, 100, 70000, blob.PieceSize + 5}).Draw(t, "n")
			got, exp := make([]byte, n), make([]byte, n)
			gn, gerr := io.ReadFull(r, got)
			en, eerr := io.ReadFull(want, exp)
			require.Equal(t, en, gn)
			require.Equal(t, eerr, gerr)
			require.True(t, bytes.Equal(exp[:en], got[:gn]))
		}
	})
}

// namesAltered flips, cuts, lengthens and empties blobs of one piece and of several.
func namesAltered(t *testing.T, w World) {
	ctx := context.Background()
	for _, n := range []int{1000, blob.PieceSize, 2*blob.PieceSize + 99} {
		b := Content(n, n)
		h := put(t, w.Store, b)
		flipped := bytes.Clone(b)
		flipped[n-1] ^= 1
		for what, bent := range map[string][]byte{"flipped": flipped, "cut": b[:n-1], "lengthened": append(bytes.Clone(b), 0), "emptied": {}} {
			w.Bend(t, h, false, bent)
			err := blob.Verify(ctx, w.Store, h)
			require.True(t, blob.IsAltered(err), "%d %s: %v", n, what, err)
			require.ErrorContains(t, err, h, "it is named")
			_, err = blob.Get(ctx, w.Store, h, 1<<30)
			require.Error(t, err, what)
		}
		// A range in front of the flipped bit is good, the bit itself never comes out, also not at the second try.
		w.Bend(t, h, false, flipped)
		r, err := w.Store.Open(ctx, h)
		require.NoError(t, err)
		for range 2 {
			_, err = r.Seek(int64(n-1), io.SeekStart)
			require.NoError(t, err)
			_, err = r.Read(make([]byte, 1))
			require.True(t, blob.IsAltered(err), "%v", err)
		}
		require.NoError(t, r.Close())

		require.Equal(t, h, put(t, w.Store, b), "the true content mends it")
		require.NoError(t, blob.Verify(ctx, w.Store, h))
	}
	// Content and sums bent alike: the hash of the whole finds it, and the last piece does not come out.
	b := Content(5, 2*blob.PieceSize+99)
	h := put(t, w.Store, b)
	other := bytes.Clone(b)
	other[7] ^= 1
	hasher := blob.NewHasher()
	_, _ = hasher.Write(other)
	sums := w.Bend(t, h, true, nil)
	forged := forge(sums, hasher.Sums())
	w.Bend(t, h, true, forged)
	w.Bend(t, h, false, other)
	r, err := w.Store.Open(ctx, h)
	require.NoError(t, err)
	defer r.Close()
	n, err := io.Copy(io.Discard, r)
	require.True(t, blob.IsAltered(err), "%v", err)
	require.LessOrEqual(t, n, int64(2*blob.PieceSize))
}

// forge writes the hashes of other pieces into true sums and seals them, as somebody who read the code could.
func forge(sums []byte, s blob.Sums) []byte {
	out := bytes.Clone(sums[:len(sums)-sm3.Size*(len(s.Pieces)+1)])
	for _, p := range s.Pieces {
		out = append(out, p[:]...)
	}
	end := sm3.Sum(out)
	return append(out, end[:]...)
}

// mendsSums loses and damages what lies beside a blob: it is made anew, and only from content that is true.
func mendsSums(t *testing.T, w World) {
	ctx := context.Background()
	b := Content(6, blob.PieceSize+10)
	h := put(t, w.Store, b)
	good := w.Bend(t, h, true, nil)
	for i := range 4 {
		switch i {
		case 1:
			w.Bend(t, h, true, []byte("nonsense"))
		case 2:
			bad := bytes.Clone(good)
			bad[40] ^= 1
			w.Bend(t, h, true, bad)
		case 3:
			other := put(t, w.Store, Content(7, blob.PieceSize+10))
			w.Bend(t, h, true, w.Bend(t, other, true, nil))
		}
		got, err := blob.Get(ctx, w.Store, h, 1<<30)
		require.NoError(t, err)
		require.True(t, bytes.Equal(b, got))
		require.Equal(t, good, w.Bend(t, h, true, good), "made anew")
	}
	w.Bend(t, h, true, nil)
	b[3] ^= 1
	w.Bend(t, h, false, b)
	_, err := w.Store.Open(ctx, h)
	require.True(t, blob.IsAltered(err), "%v", err)
}

func keepsFinished(t *testing.T, w World) {
	ctx := context.Background()
	for i, n := range []int{10, blob.PieceSize * 2, 40 << 20} {
		b := Content(i, n)
		path := filepath.Join(w.Scrap, "part")
		require.NoError(t, os.WriteFile(path, b, 0o600))
		hasher := blob.NewHasher()
		_, _ = hasher.Write(b)
		s := hasher.Sums()
		for range 2 {
			require.NoError(t, w.Store.Keep(ctx, path, s), "also when it has gone in already")
			require.NoFileExists(t, path)
		}
		require.NoError(t, blob.Verify(ctx, w.Store, s.Hash()))
	}
	hasher := blob.NewHasher()
	_, _ = hasher.Write([]byte("never written"))
	err := w.Store.Keep(ctx, filepath.Join(w.Scrap, "none"), hasher.Sums())
	require.Equal(t, fail.KindNotFound, fail.KindOf(err), "%v", err)
}

func manyAtOnce(t *testing.T, w World) {
	ctx := context.Background()
	same := Content(1, blob.PieceSize+1)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for _, b := range [][]byte{same, Content(100+i, 5000)} {
				info, err := w.Store.Put(ctx, bytes.NewReader(b), int64(len(b)))
				if err == nil {
					err = blob.Verify(ctx, w.Store, info.Hash)
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func audits(t *testing.T, w World) {
	ctx := context.Background()
	good, bent := put(t, w.Store, Content(1, 100)), put(t, w.Store, Content(2, blob.PieceSize+1))
	missing := strings.Repeat("ab", 32)
	b := Content(2, blob.PieceSize+1)
	b[0] ^= 1
	w.Bend(t, bent, false, b)
	said := map[string]fail.Kind{}
	r, err := blob.Audit(ctx, w.Store, []string{good, missing, bent, missing}, func(hash string, err error) { said[hash] = fail.KindOf(err) })
	require.NoError(t, err)
	require.Equal(t, blob.Report{Blobs: 2, Bytes: 100 + blob.PieceSize + 1, Altered: 1, Missing: 1}, r)
	require.Equal(t, map[string]fail.Kind{bent: fail.KindInternal, missing: fail.KindNotFound}, said)
}
