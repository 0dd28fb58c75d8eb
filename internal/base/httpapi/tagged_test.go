package httpapi

import (
	"context"
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

type packed struct{ hash, zip, plain string }

func (p packed) Hash() string { return p.hash }
func (p packed) Gzip() []byte {
	if p.zip == "" {
		return nil
	}
	return []byte(p.zip)
}
func (p packed) Plain() ([]byte, error) { return []byte(p.plain), nil }

func TestPackedAnswers(t *testing.T) {
	as := func(encodings string) context.Context {
		return context.WithValue(context.Background(), requestKey{}, &request{encodings: encodings})
	}
	p := packed{"0123", "zipped", "plain"}
	for encodings, want := range map[string][2]string{
		"gzip": {"zipped", "gzip"}, "br, GZIP;q=0.5": {"zipped", "gzip"}, "deflate,gzip ; q=1": {"zipped", "gzip"},
		"": {"plain", ""}, "br": {"plain", ""}, "gzip;q=0": {"plain", ""}, "gzip;q=0.000": {"plain", ""}, "gzip;q=x": {"plain", ""},
	} {
		got, err := TagPacked(as(encodings), "", "text/plain", "private", p)
		require.NoError(t, err)
		require.Equal(t, want, [2]string{string(got.Body), got.ContentEncoding}, encodings)
		require.Equal(t, `W/"0123"`, got.ETag)
	}
	small, err := TagPacked(as("gzip"), "", "text/plain", "private", packed{"0123", "", "plain"})
	require.NoError(t, err)
	require.Equal(t, "plain", string(small.Body))
	same, err := TagPacked(as("gzip"), `W/"0123"`, "text/plain", "private", p)
	require.NoError(t, err)
	require.Equal(t, []any{304, 0, ""}, []any{same.Status, len(same.Body), same.ContentEncoding})
	none, err := TagPacked(as("gzip"), "", "text/plain", "private", packed{})
	require.NoError(t, err)
	require.Equal(t, 204, none.Status)
}
