package vault_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/vault"
)

func TestSecretsComeBackOnlyToTheirPurpose(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys", "vault.key")
	v, err := vault.Open(file)
	require.NoError(t, err)
	a, b := v.Seal("row/1", "口令"), v.Seal("row/1", "口令")
	require.NotEqual(t, a, b)
	require.NotContains(t, a, "口令")
	again, err := vault.Open(file)
	require.NoError(t, err)
	got, err := again.Open("row/1", a)
	require.NoError(t, err)
	require.Equal(t, "口令", got)
	_, err = again.Open("row/2", a)
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
	for _, bad := range []string{"x", a[:8], a[:len(a)-2] + "AA", "!!"} {
		_, err = again.Open("row/1", bad)
		require.Equal(t, fail.KindUnavailable, fail.KindOf(err), bad)
	}
	other, err := vault.Open("")
	require.NoError(t, err)
	_, err = other.Open("row/1", a)
	require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
	require.Empty(t, v.Seal("row/1", ""))

	require.NoError(t, os.Chmod(file, 0o644))
	_, err = vault.Open(file)
	require.ErrorContains(t, err, "600")
	require.NoError(t, os.WriteFile(file, []byte("short"), 0o600))
	require.NoError(t, os.Chmod(file, 0o600))
	_, err = vault.Open(file)
	require.ErrorContains(t, err, "32")
}
