package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// Tagged is an answer that is not JSON and that the caller keeps: asked again with its tag in If-None-Match, an answer
// that has not changed is 304 without a body. One that holds nothing is 204.
type Tagged struct {
	Status       int
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	ETag         string `header:"ETag"`
	Body         []byte
}

// Tag makes a Tagged answer. The tag is weak, since the body may travel compressed, and made of the content alone: it is
// the same on every node, and one that another person got with less or more in sight does not fit.
func Tag(ifNoneMatch, contentType, cacheControl string, body []byte) *Tagged {
	t := &Tagged{Status: http.StatusOK, ContentType: contentType, CacheControl: cacheControl, Body: body}
	if len(body) == 0 {
		t.Status, t.ContentType = http.StatusNoContent, ""
		return t
	}
	sum := sha256.Sum256(body)
	t.ETag = `W/"` + hex.EncodeToString(sum[:16]) + `"`
	for tag := range strings.SplitSeq(ifNoneMatch, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || strings.TrimPrefix(tag, "W/") == t.ETag[2:] {
			t.Status, t.ContentType, t.Body = http.StatusNotModified, "", nil
			break
		}
	}
	return t
}
