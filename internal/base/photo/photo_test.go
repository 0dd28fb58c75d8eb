package photo_test

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/photo"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
)

const jpeg = "\xff\xd8\xff\xe0 not much of a picture"

type rig struct {
	t *testing.T
	*photo.Album
	db *store.DB
}

func newRig(t *testing.T) rig {
	db := storetest.Open(t)
	blobs, err := blob.OpenDir(t.TempDir())
	require.NoError(t, err)
	a, err := photo.Open(t.Context(), db, clock.NewFake(time.Date(2026, 3, 1, 0, 30, 0, 0, time.UTC)), blobs)
	require.NoError(t, err)
	return rig{t, a, db}
}

func who(t *testing.T, person string) context.Context {
	return httpapi.As(t.Context(), identity.Subject{ID: person, Name: person})
}

// send takes a photograph in, as the operation does.
func (r rig) send(s *photo.Shelf, person, id, bytes string) (photo.Photo, error) {
	ctx := who(r.t, person)
	in := &photo.Input{ID: id, RawBody: []byte(bytes), TakenAt: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Lon: 123.5}
	p, err := s.Keep(ctx, in)
	if err != nil {
		return p, err
	}
	err = r.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		out, err := s.Add(ctx, tx, in, p)
		if err == nil {
			p = out.Body
		}
		return err
	})
	return p, err
}

func (r rig) tie(s *photo.Shelf, person string, to photo.Tie, ids ...string) ([]photo.Photo, error) {
	var out []photo.Photo
	err := r.db.Tx(r.t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = s.Tie(ctx, tx, person, to, "photos", ids)
		return err
	})
	return out, err
}

func TestAPhotographSentTwiceIsOne(t *testing.T) {
	r := newRig(t)
	s, id := r.Shelf("patrol", "巡查照片"), uuid.NewString()
	first, err := r.send(s, "wang", id, jpeg)
	require.NoError(t, err)
	require.Equal(t, "巡查照片-20260301-083000.jpeg", first.Name)
	require.Equal(t, "image/jpeg", first.Type)
	again, err := r.send(s, "wang", id, jpeg)
	require.NoError(t, err)
	require.Equal(t, first, again)
	for what, try := range map[string]func() error{
		"other bytes":   func() error { _, err := r.send(s, "wang", id, jpeg+"2"); return err },
		"other person":  func() error { _, err := r.send(s, "li", id, jpeg); return err },
		"another shelf": func() error { _, err := r.send(r.Shelf("other", ""), "wang", id, jpeg); return err },
	} {
		require.Equal(t, fail.KindConflict, fail.KindOf(try()), what)
	}
	hashes, err := photo.Hashes(t.Context(), r.db.Read())
	require.NoError(t, err)
	require.Equal(t, []string{first.Hash}, hashes)
}

func TestWhatIsNoPhotographIsRefused(t *testing.T) {
	r := newRig(t)
	s := r.Shelf("patrol", "巡查照片")
	for bytes, code := range map[string]string{"<svg/>": "photo.type", "GIF89a": "photo.type", "": "photo.type"} {
		_, err := r.send(s, "wang", uuid.NewString(), bytes)
		require.ErrorContains(t, err, code)
	}
	_, err := r.send(s, "wang", "照片 7", jpeg)
	require.ErrorContains(t, err, "photo.id")
	_, err = r.send(s, "wang", uuid.NewString(), jpeg+string(make([]byte, photo.Most)))
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

func TestOnlyOnesOwnPhotographsAreTied(t *testing.T) {
	r := newRig(t)
	s, other := r.Shelf("patrol", "巡查照片"), r.Shelf("fourparty", "核查照片")
	a, b := uuid.NewString(), uuid.NewString()
	for _, id := range []string{a, b} {
		_, err := r.send(s, "wang", id, jpeg+id)
		require.NoError(t, err)
	}
	to := photo.Tie{Object: "task-1", Area: "210106001"}
	for what, try := range map[string]func() error{
		"not sent":       func() error { _, err := r.tie(s, "wang", to, a, uuid.NewString()); return err },
		"another person": func() error { _, err := r.tie(s, "li", to, a); return err },
		"another shelf":  func() error { _, err := r.tie(other, "wang", to, a); return err },
	} {
		require.ErrorContains(t, try(), "photo.missing", what)
	}
	of, err := s.Of(t.Context(), r.db.Read(), "task-1")
	require.NoError(t, err)
	require.Empty(t, of, "a refusal ties none")

	for range 2 { // a repeat changes nothing
		tied, err := r.tie(s, "wang", to, b, a)
		require.NoError(t, err)
		require.Equal(t, []string{b, a}, []string{tied[0].ID, tied[1].ID})
	}
	_, err = r.tie(s, "wang", photo.Tie{Object: "unit-1", Part: "self"}, a)
	require.NoError(t, err)
	of, err = s.Of(t.Context(), r.db.Read(), "task-1")
	require.NoError(t, err)
	require.Len(t, of, 2)
	of, err = s.Of(t.Context(), r.db.Read(), "unit-1")
	require.NoError(t, err)
	require.Equal(t, "self", of[0].Part)

	p, ties, err := s.Find(t.Context(), a)
	require.NoError(t, err)
	require.Equal(t, []photo.Tie{{Object: "task-1", Area: "210106001"}, {Object: "unit-1", Part: "self"}}, ties)
	_, _, err = other.Find(t.Context(), a)
	require.ErrorIs(t, err, photo.Unknown)
	file, body, err := s.Open(t.Context(), p)
	require.NoError(t, err)
	defer body.Close()
	raw, err := io.ReadAll(body)
	require.NoError(t, err)
	require.Equal(t, jpeg+a, string(raw))
	require.Equal(t, p.Hash, file.Tag)
}
