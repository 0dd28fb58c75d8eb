package blob_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/blob"
	"anlan/internal/base/blob/blobtest"
)

// TestHasherGoesOnFromItsState cuts a stream at random places, puts the state away and takes it up in a new Hasher each
// time: the sums are those of one go.
func TestHasherGoesOnFromItsState(t *testing.T) {
	content := blobtest.Content(1, 2*blob.PieceSize+4321)
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.SampledFrom([]int{0, 1, blob.PieceSize - 1, blob.PieceSize, blob.PieceSize + 1, 2 * blob.PieceSize, len(content)}).Draw(t, "end")
		whole := blob.NewHasher()
		_, _ = whole.Write(content[:end])
		h := blob.NewHasher()
		for at := 0; at < end; {
			n := rapid.IntRange(1, min(end-at, blob.PieceSize+10)).Draw(t, "n")
			_, _ = h.Write(content[at : at+n])
			at += n
			state, err := h.MarshalBinary()
			require.NoError(t, err)
			h = blob.NewHasher()
			require.NoError(t, h.UnmarshalBinary(state))
			require.EqualValues(t, at, h.Size())
		}
		require.Equal(t, whole.Sums(), h.Sums())
	})
}

func BenchmarkHasher(b *testing.B) {
	content := blobtest.Content(1, 1<<20)
	b.SetBytes(1 << 20)
	h := blob.NewHasher()
	for b.Loop() {
		_, _ = h.Write(content)
	}
}
