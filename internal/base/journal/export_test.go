package journal

import (
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/journal/proof"
)

// UnderRoot is the condition of Under.
const UnderRoot = under

// SignWithNewKey makes a key in file and signs the head with it, as the first version of this package did.
func SignWithNewKey(t *testing.T, file string, h proof.Head) (key, signature string) {
	k, err := loadKey(file, true)
	require.NoError(t, err)
	h.Key = k.id
	signature, err = k.sign(h.Text())
	require.NoError(t, err)
	return k.id, signature
}
