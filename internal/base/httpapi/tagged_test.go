package httpapi

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTaggedAnswers(t *testing.T) {
	first := Tag("", "text/plain", "private", []byte("a"))
	require.Equal(t, 200, first.Status)
	require.Regexp(t, `^W/"[0-9a-f]{32}"$`, first.ETag)
	for _, same := range []string{first.ETag, first.ETag[2:], `"x", ` + first.ETag, "*"} {
		again := Tag(same, "text/plain", "private", []byte("a"))
		require.Equal(t, 304, again.Status, same)
		require.Empty(t, again.Body)
		require.Equal(t, first.ETag, again.ETag)
	}
	require.Equal(t, 200, Tag(first.ETag, "text/plain", "private", []byte("b")).Status)
	require.Equal(t, 200, Tag(`"`, "text/plain", "private", []byte("a")).Status)
	require.Equal(t, 204, Tag("*", "text/plain", "private", nil).Status)
}
