package proof_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/journal/proof"
)

func leaf(i int64) []byte { return proof.LeafHash(strconv.FormatInt(i, 10)) }

// naive is the tree as RFC 6962 defines it, word for word, over the leaves from lo up to hi.
func naive(lo, hi int64) []byte {
	if hi-lo == 1 {
		return leaf(lo)
	}
	k := int64(1)
	for k*2 < hi-lo {
		k *= 2
	}
	return proof.NodeHash(naive(lo, lo+k), naive(lo+k, hi))
}

func root(n int64) string {
	if n == 0 {
		return proof.EmptyRoot()
	}
	return hex.EncodeToString(naive(0, n))
}

// tree keeps every node, so that larger trees are quick.
func tree(size int64) (proof.Nodes, []string) {
	type at struct {
		level int
		index int64
	}
	known := map[at][]byte{}
	var f proof.Frontier
	roots := []string{f.Root()}
	for i := range size {
		known[at{0, i}] = leaf(i)
		f.Add(leaf(i), func(level int, index int64, hash []byte) { known[at{level, index}] = hash })
		roots = append(roots, f.Root())
	}
	return func(level int, index int64) ([]byte, error) {
		n, ok := known[at{level, index}]
		if !ok {
			return nil, fmt.Errorf("no node %d of level %d", index, level)
		}
		return n, nil
	}, roots
}

func TestTreeIsThatOfRFC6962(t *testing.T) {
	nodes, roots := tree(300)
	for n := range int64(301) {
		require.Equal(t, root(n), roots[n])
		r, err := proof.Root(nodes, n)
		require.NoError(t, err)
		require.Equal(t, roots[n], r)
	}
}

func TestFrontierRoundTrips(t *testing.T) {
	var f proof.Frontier
	for i := range int64(200) {
		g, err := proof.ParseFrontier(f.Size, f.String())
		require.NoError(t, err)
		require.Equal(t, f.Root(), g.Root())
		_, err = proof.ParseFrontier(f.Size^1, f.String())
		require.Error(t, err)
		f.Add(leaf(i), nil)
	}
}

// Every leaf of every tree up to 130 is proved, by a path that proves nothing else.
func TestInclusion(t *testing.T) {
	nodes, roots := tree(130)
	for n := int64(1); n <= 130; n++ {
		for seq := int64(1); seq <= n; seq++ {
			path, err := proof.Inclusion(nodes, seq, n)
			require.NoError(t, err)
			require.LessOrEqual(t, len(path), bits.Len64(uint64(n)))
			require.True(t, proof.CheckInclusion(leaf(seq-1), seq, n, path, roots[n]), "%d of %d", seq, n)
			require.False(t, proof.CheckInclusion(leaf(seq), seq, n, path, roots[n]))
			require.False(t, proof.CheckInclusion(leaf(seq-1), seq, n, path, roots[n-1]))
			require.False(t, proof.CheckInclusion(leaf(seq-1), seq, n, append(path, leaf(0)), roots[n]))
			if n > 1 {
				require.False(t, proof.CheckInclusion(leaf(seq-1), seq%n+1, n, path, roots[n]))
				require.False(t, proof.CheckInclusion(leaf(seq-1), seq, n, path[1:], roots[n]))
			}
		}
	}
	_, err := proof.Inclusion(nodes, 0, 5)
	require.Error(t, err)
	_, err = proof.Inclusion(nodes, 6, 5)
	require.Error(t, err)
}

// Every pair of sizes up to 300: the path shows that one grew from the other.
func TestConsistency(t *testing.T) {
	nodes, roots := tree(300)
	for n := range int64(301) {
		for m := range n + 1 {
			path, err := proof.Consistency(nodes, m, n)
			require.NoError(t, err)
			require.True(t, proof.CheckConsistency(m, n, roots[m], roots[n], path), "%d to %d", m, n)
			if m > 0 && m < n {
				require.False(t, proof.CheckConsistency(m, n, roots[m-1], roots[n], path))
				require.False(t, proof.CheckConsistency(m, n, roots[m], roots[n-1], path))
				require.False(t, proof.CheckConsistency(m, n, roots[m], roots[n], append(path, leaf(1))))
			}
		}
	}
	_, err := proof.Consistency(nodes, 7, 6)
	require.Error(t, err)
}

func TestLargerTrees(t *testing.T) {
	const size = 70_000
	nodes, roots := tree(size)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, size).Draw(t, "n")
		seq := rapid.Int64Range(1, n).Draw(t, "seq")
		path, err := proof.Inclusion(nodes, seq, n)
		require.NoError(t, err)
		require.True(t, proof.CheckInclusion(leaf(seq-1), seq, n, path, roots[n]))
		old := rapid.Int64Range(0, n).Draw(t, "old")
		grown, err := proof.Consistency(nodes, old, n)
		require.NoError(t, err)
		require.True(t, proof.CheckConsistency(old, n, roots[old], roots[n], grown))
		if len(path) > 0 { // one bit of one node, anywhere
			i, j := rapid.IntRange(0, len(path)-1).Draw(t, "node"), rapid.IntRange(0, 255).Draw(t, "bit")
			bad := append([]byte(nil), path[i]...)
			bad[j/8] ^= 1 << (j % 8)
			path[i] = bad
			require.False(t, proof.CheckInclusion(leaf(seq-1), seq, n, path, roots[n]))
		}
		if len(grown) > 0 {
			i := rapid.IntRange(0, len(grown)-1).Draw(t, "other")
			bad := append([]byte(nil), grown[i]...)
			bad[7] ^= 4
			grown[i] = bad
			require.False(t, proof.CheckConsistency(old, n, roots[old], roots[n], grown))
		}
	})
}

// A path of any shape and length must only be refused, never more.
func TestCheckersTakeAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.SliceOfN(rapid.Just(leaf(3)), 0, 70).Draw(t, "path")
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		require.False(t, proof.CheckInclusion(leaf(1), a, b, path, "zz"))
		require.False(t, proof.CheckConsistency(a, b, "zz", "yy", path))
	})
}

func TestRecordSumCoversEveryField(t *testing.T) {
	base := proof.Record{
		Format: proof.FormatChained, Seq: 5, Object: "o", ObjectSeq: 2, Root: "r", Area: "a", At: time.UnixMicro(99).UTC(),
		Actor: "p", ActorName: "n", Action: "x", Body: []byte(`{"k":1}`), Prev: "q",
	}
	seen := map[string]string{}
	for name, change := range map[string]func(*proof.Record){
		"nothing": func(*proof.Record) {}, "object": func(r *proof.Record) { r.Object += "r"; r.Root = "" }, "object_seq": func(r *proof.Record) { r.ObjectSeq++ },
		"root": func(r *proof.Record) { r.Root = "ra"; r.Area = "" }, "area": func(r *proof.Record) { r.Area = "b" }, "at": func(r *proof.Record) { r.At = r.At.Add(time.Microsecond) },
		"actor": func(r *proof.Record) { r.Actor = "" }, "name": func(r *proof.Record) { r.ActorName = "m" }, "action": func(r *proof.Record) { r.Action = "y" },
		"body": func(r *proof.Record) { r.Body = []byte(`{"k":2}`) }, "prev": func(r *proof.Record) { r.Prev = "" }, "format": func(r *proof.Record) { r.Format = proof.FormatNumbered },
	} {
		r := base
		change(&r)
		require.NotContains(t, seen, r.Sum(), "%s and %s", name, seen[r.Sum()])
		seen[r.Sum()] = name
	}
	moved := base
	moved.Seq = 6
	require.Equal(t, base.Sum(), moved.Sum(), "the number comes later")
	moved.Format, base.Format = proof.FormatNumbered, proof.FormatNumbered
	require.NotEqual(t, base.Sum(), moved.Sum(), "it was part of the first format")
	base.Format = 3
	require.Empty(t, base.Sum())
}

func TestFaultSpeaksBothLanguages(t *testing.T) {
	var err error = &proof.Fault{Kind: proof.Missing, Seq: 7, Object: "case-1", ObjectSeq: 2, What: "gone"}
	var f *proof.Fault
	require.True(t, errors.As(err, &f))
	require.Equal(t, "journal entry 7 (case-1, no. 2): missing: gone", f.Error())
	require.Equal(t, "第 7 号留痕记录（case-1 第 2 条）缺失", f.Zh())
}
