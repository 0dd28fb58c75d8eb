package httpapi

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestQuickIsWhatTheStandardWrites: parts that are written quickly are byte for byte those of encoding/json.
func TestQuickIsWhatTheStandardWrites(t *testing.T) {
	slow := func(t require.TestingT, v any) string {
		var b bytes.Buffer
		require.NoError(t, huma.DefaultJSONFormat.Marshal(&b, v))
		return string(bytes.TrimSuffix(b.Bytes(), []byte{'\n'}))
	}
	for _, s := range []string{"", "街道", "a\"b", `\`, "\x00\x1f\x7f", "\u2028", "\u2029", "\u2027\u202a", "\xe2\x80", "\xe2\x80\xa8", "\xff中", "<&>", "😀"} {
		require.Equal(t, slow(t, s), string(AppendText(nil, s)))
	}
	for _, raw := range []string{`{}`, `{"a":1}`, `{ "a" : [1, 2] }`, "null", `"a b\" c"`, "{\"a\":\"\u2028\"}", `[1,` + "\n" + `2]`} {
		got, err := AppendKept(nil, json.RawMessage(raw))
		require.NoError(t, err)
		require.Equal(t, slow(t, json.RawMessage(raw)), string(got))
	}
	got, err := AppendKept(nil, nil)
	require.NoError(t, err)
	require.Equal(t, "null", string(got))
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		require.Equal(t, slow(t, s), string(AppendText(nil, s)))
		v := rapid.Float64().Draw(t, "number")
		got, err := AppendNumber(nil, v)
		require.NoError(t, err)
		require.Equal(t, slow(t, v), string(got))
		page := Page[string]{Items: rapid.SliceOf(rapid.String()).Draw(t, "items"), Next: s}
		got, err = page.AppendJSON([]byte("before "))
		require.NoError(t, err)
		type plainPage struct { // the same without the method
			Items []string `json:"items"`
			Next  string   `json:"next"`
		}
		require.Equal(t, "before "+slow(t, plainPage(page)), string(got))
	})
}
