package blob_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/fail"
)

func TestBlobs(t *testing.T) {
	root := t.TempDir()
	d, err := blob.Open(root)
	require.NoError(t, err)
	hash, size, err := d.Put(strings.NewReader("abc"), 10)
	require.NoError(t, err)
	require.Equal(t, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", hash, "GB/T 32905 example")
	require.EqualValues(t, 3, size)
	b, err := d.Get(hash)
	require.NoError(t, err)
	require.Equal(t, "abc", string(b))

	_, _, err = d.Put(bytes.NewReader(make([]byte, 11)), 10)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	left, err := os.ReadDir(filepath.Join(root, "incoming"))
	require.NoError(t, err)
	require.Empty(t, left)

	for _, bad := range []string{"", "../../etc/passwd", strings.Repeat("0", 64)} {
		_, err = d.Get(bad)
		require.Equal(t, fail.KindNotFound, fail.KindOf(err), bad)
	}
	require.NoError(t, os.WriteFile(filepath.Join(root, hash[:2], hash[2:4], hash), []byte("abd"), 0o600))
	_, err = d.Get(hash)
	require.Equal(t, fail.KindInternal, fail.KindOf(err), "one flipped bit is named, not served")
}
