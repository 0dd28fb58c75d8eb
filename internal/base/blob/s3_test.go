package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/blob/blobtest"
	"anlan/internal/base/fail"
)

// s3Server is a server on the loopback that speaks S3, or the one that ANLAN_TEST_S3 names as http://key:secret@host/.
func s3Server(t *testing.T, in func(http.Handler) http.Handler) blob.S3Options {
	o := blob.S3Options{Bucket: "anlan-" + strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(t.Name())), Key: "key-of-test", Secret: "secret-of-test", Spool: t.TempDir()}
	if len(o.Bucket) > 60 {
		o.Bucket = o.Bucket[:60]
	}
	if addr := os.Getenv("ANLAN_TEST_S3"); addr != "" && in == nil {
		u, err := url.Parse(addr)
		require.NoError(t, err)
		o.Key = u.User.Username()
		o.Secret, _ = u.User.Password()
		o.Endpoint = u.Scheme + "://" + u.Host
	} else {
		h := gofakes3.New(s3mem.New()).Server()
		if in != nil {
			h = in(h)
		}
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		o.Endpoint = s.URL
	}
	err := s3Client(t, o).MakeBucket(context.Background(), o.Bucket, minio.MakeBucketOptions{})
	if code := minio.ToErrorResponse(err).Code; code != "BucketAlreadyOwnedByYou" {
		require.NoError(t, err)
	}
	return o
}

func s3Client(t testing.TB, o blob.S3Options) *minio.Client {
	u, err := url.Parse(o.Endpoint)
	require.NoError(t, err)
	c, err := minio.New(u.Host, &minio.Options{Creds: credentials.NewStaticV4(o.Key, o.Secret, ""), Region: "us-east-1", BucketLookup: minio.BucketLookupPath})
	require.NoError(t, err)
	return c
}

func s3World(t *testing.T) blobtest.World {
	o := s3Server(t, nil)
	s, err := blob.OpenS3(o)
	require.NoError(t, err)
	c := s3Client(t, o)
	return blobtest.World{Store: s, Scrap: t.TempDir(), Bend: func(t testing.TB, hash string, sums bool, content []byte) []byte {
		ctx := context.Background()
		key := "sm3/" + hash[:2] + "/" + hash
		if sums {
			key = "sums/" + hash[:2] + "/" + hash
		}
		var old []byte
		obj, err := c.GetObject(ctx, o.Bucket, key, minio.GetObjectOptions{})
		require.NoError(t, err)
		old, err = io.ReadAll(obj)
		if minio.ToErrorResponse(err).Code != minio.NoSuchKey {
			require.NoError(t, err)
		}
		if content == nil {
			require.NoError(t, c.RemoveObject(ctx, o.Bucket, key, minio.RemoveObjectOptions{}))
		} else {
			_, err = c.PutObject(ctx, o.Bucket, key, bytes.NewReader(content), int64(len(content)), minio.PutObjectOptions{DisableContentSha256: true})
			require.NoError(t, err)
		}
		return old
	}}
}

func TestS3(t *testing.T) { blobtest.Run(t, s3World) }

// TestS3Down takes the server away, in whole and in the middle of an upload in parts: the answer is Unavailable, nothing
// of the file is under its name, the finished file is still there to be sent again, and the repeat succeeds.
func TestS3Down(t *testing.T) {
	ctx := context.Background()
	var flaky atomic.Int32  // how many more requests with a body fail before they are read
	var broken atomic.Value // which requests fail
	broken.Store(func(*http.Request) bool { return false })
	o := s3Server(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if broken.Load().(func(*http.Request) bool)(r) || r.Method == http.MethodPut && flaky.Add(-1) >= 0 {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			h.ServeHTTP(w, r)
		})
	})
	s, err := blob.OpenS3(o)
	require.NoError(t, err)
	content := blobtest.Content(1, 20<<20)
	h := blob.NewHasher()
	_, _ = h.Write(content)
	path := t.TempDir() + "/part"
	require.NoError(t, os.WriteFile(path, content, 0o600))
	for name, when := range map[string]func(*http.Request) bool{
		"all":         func(*http.Request) bool { return true },
		"second part": func(r *http.Request) bool { return r.URL.Query().Get("partNumber") == "2" },
		"the end":     func(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Query().Has("uploadId") },
	} {
		broken.Store(when)
		err = s.Keep(ctx, path, h.Sums())
		require.Equal(t, fail.KindUnavailable, fail.KindOf(err), "%s: %v", name, err)
		require.FileExists(t, path, name)
		if name == "all" {
			require.Equal(t, fail.KindUnavailable, fail.KindOf(blob.Ping(ctx, s)))
			_, err = s.Open(ctx, h.Sums().Hash())
			require.Equal(t, fail.KindUnavailable, fail.KindOf(err), "not that there is no such file")
			_, err = s.Put(ctx, strings.NewReader("small"), 10)
			require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
			left, err := os.ReadDir(o.Spool)
			require.NoError(t, err)
			require.Empty(t, left)
		}
		broken.Store(func(*http.Request) bool { return false })
		_, err = s.Stat(ctx, h.Sums().Hash())
		require.Equal(t, fail.KindNotFound, fail.KindOf(err), name)
	}
	flaky.Store(2) // the first request fails twice and is sent again
	require.NoError(t, s.Keep(ctx, path, h.Sums()))
	require.NoError(t, blob.Verify(ctx, s, h.Sums().Hash()))

	// A line that breaks in the middle of a reading is taken up again.
	var cut atomic.Bool
	broken.Store(func(r *http.Request) bool {
		return r.Header.Get("Range") != "" && cut.CompareAndSwap(false, true)
	})
	r, err := s.Open(ctx, h.Sums().Hash())
	require.NoError(t, err)
	defer r.Close()
	_, err = r.Seek(10<<20, io.SeekStart)
	require.NoError(t, err)
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.True(t, bytes.Equal(content[10<<20:], got))
	require.True(t, cut.Load())
}

func TestS3WithoutItsBucketIsNotReady(t *testing.T) {
	o := s3Server(t, nil)
	o.Bucket = "anlan-not-there"
	s, err := blob.OpenS3(o)
	require.NoError(t, err)
	require.Equal(t, fail.KindUnavailable, fail.KindOf(blob.Ping(context.Background(), s)))
}

func TestS3OptionsAreChecked(t *testing.T) {
	for _, o := range []blob.S3Options{
		{}, {Endpoint: "127.0.0.1:9000", Bucket: "b", Key: "k", Secret: "s"}, {Endpoint: "http://h/path", Bucket: "b", Key: "k", Secret: "s"}, {Endpoint: "http://h", Key: "k", Secret: "s"},
	} {
		_, err := blob.OpenS3(o)
		require.Error(t, err, "%+v", o)
		require.False(t, errors.Is(err, os.ErrNotExist))
	}
}
