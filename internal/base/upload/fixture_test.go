package upload_test

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/blob/blobtest"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/base/upload"
)

var (
	anna  = person("anna", "field")
	boris = person("boris", "field")
)

func person(id, role string) identity.Subject {
	return identity.NewSubject(id, id, id, []identity.Grant{{Role: role, Area: "210106"}}, identity.Roles{role: {}})
}

type world struct {
	ctx   context.Context
	db    *store.DB
	clock *clock.Fake
	dir   string
	blobs blob.Store
	o     upload.Options
	*upload.Service
}

func newWorld(t *testing.T) *world {
	w := &world{ctx: context.Background(), db: storetest.Open(t), clock: clock.NewFake(time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)), dir: t.TempDir()}
	var err error
	w.blobs, err = blob.OpenDir(filepath.Join(w.dir, "blobs"))
	require.NoError(t, err)
	w.o = upload.Options{Dir: filepath.Join(w.dir, "uploads"), Limits: upload.Limits{ByRole: map[string]int64{"field": 64 << 20, "duty": 256 << 20}, Other: 1 << 20}}
	w.restart(t)
	return w
}

// restart is a new process over what the old one left.
func (w *world) restart(t require.TestingT) {
	var err error
	w.Service, err = upload.New(w.ctx, w.db, w.clock, w.blobs, w.o)
	require.NoError(t, err)
}

func from(r io.Reader) func(context.Context) io.ReadCloser {
	return func(context.Context) io.ReadCloser { return io.NopCloser(r) }
}

func (w *world) send(by identity.Subject, id string, offset int64, b []byte) (upload.Item, error) {
	return w.Append(w.ctx, by, id, offset, nil, from(bytes.NewReader(b)))
}

func (w *world) take(by identity.Subject, id, object string, after error) (f upload.File, err error) {
	err = w.db.Tx(w.ctx, func(ctx context.Context, tx *store.Tx) error {
		if f, err = w.Take(ctx, tx, by, id, object); err != nil {
			return err
		}
		return after
	})
	return f, err
}

// film is content that is told to be an MP4.
func film(seed, n int) []byte {
	head := []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
	return append(head, blobtest.Content(seed, n-len(head))...)
}

func hashOf(b []byte) string {
	sums := blob.NewHasher()
	_, _ = sums.Write(b)
	return sums.Sums().Hash()
}

func code(err error) string {
	if e := fail.As(err); e != nil {
		return e.Code
	}
	return ""
}
