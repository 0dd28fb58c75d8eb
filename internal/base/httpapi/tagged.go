package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
)

// Tagged is an answer that is not JSON and that the caller keeps: asked again with its tag in If-None-Match, an answer
// that has not changed is 304 without a body. One that holds nothing is 204.
type Tagged struct {
	Status          int
	ContentType     string `header:"Content-Type"`
	ContentEncoding string `header:"Content-Encoding"`
	CacheControl    string `header:"Cache-Control"`
	ETag            string `header:"ETag"`
	Body            []byte
}

// Packed is a body that is kept compressed for many callers.
type Packed interface {
	Hash() string           // of the content, 32 digits; "" when there is none
	Gzip() []byte           // nil when it is not compressed
	Plain() ([]byte, error) // the content as it is
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
	t.tag(ifNoneMatch, hex.EncodeToString(sum[:16]))
	return t
}

// TagPacked is Tag for a body that is kept compressed: it goes out as it is kept to those who take gzip.
func TagPacked(ctx context.Context, ifNoneMatch, contentType, cacheControl string, p Packed) (*Tagged, error) {
	t := &Tagged{Status: http.StatusOK, ContentType: contentType, CacheControl: cacheControl}
	if p.Hash() == "" {
		t.Status, t.ContentType = http.StatusNoContent, ""
		return t, nil
	}
	if t.tag(ifNoneMatch, p.Hash()); t.Status == http.StatusNotModified {
		return t, nil
	}
	if zip := p.Gzip(); zip != nil && takesGzip(requestOf(ctx).encodings) {
		t.ContentEncoding, t.Body = "gzip", zip
		return t, nil
	}
	var err error
	t.Body, err = p.Plain()
	return t, err
}

// tag sets the tag, and takes off the body when the caller has it.
func (t *Tagged) tag(ifNoneMatch, hash string) {
	t.ETag = `W/"` + hash + `"`
	for tag := range strings.SplitSeq(ifNoneMatch, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || strings.TrimPrefix(tag, "W/") == t.ETag[2:] {
			t.Status, t.ContentType, t.Body = http.StatusNotModified, "", nil
			return
		}
	}
}

// takesGzip reads Accept-Encoding (RFC 9110, 12.5.3).
func takesGzip(accept string) bool {
	for one := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(one, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, ok := strings.CutPrefix(strings.TrimSpace(weight), "q=")
			v, err := strconv.ParseFloat(q, 64)
			return !ok || err == nil && v > 0
		}
	}
	return false
}
