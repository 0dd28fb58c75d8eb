package photo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/media"
	"anlan/internal/base/store"
)

// Input is a photograph on its way in.
type Input struct {
	ID      string    `path:"id" maxLength:"64" doc:"a UUID that the phone made"`
	TakenAt time.Time `query:"taken_at"`
	Lon     float64   `query:"lon" minimum:"-180" maximum:"180"`
	Lat     float64   `query:"lat" minimum:"-90" maximum:"90"`
	RawBody []byte    `contentType:"image/jpeg"`
}

var kinds = []media.Kind{media.JPEG, media.PNG, media.WebP}

// Unknown answers whoever asks for a photograph that is not there or not for them: the two look the same.
var Unknown = fail.NotFound("photo.unknown", "没有这张照片，或不归您查看", "there is no such photograph, or it is not for you")

// Keep stores the bytes before the transaction begins. It fails with Invalid for an id that is no UUID, for what is no JPEG,
// PNG or WebP, and for more than Most bytes.
func (s *Shelf) Keep(ctx context.Context, in *Input) (Photo, error) {
	p := Photo{ID: in.ID, Lon: in.Lon, Lat: in.Lat}
	if !id.Valid(in.ID) {
		return p, fail.Invalid("photo.id", "照片编号无效：应为 1 至 64 个字母、数字或 - . _ :", "the id of the photograph is 1 to 64 letters, digits or - . _ :").At("id")
	}
	kind, err := media.KindOf(bytes.NewReader(in.RawBody))
	if err != nil {
		return p, err
	}
	if !slices.Contains(kinds, kind) {
		return p, fail.Invalid("photo.type", "不是照片：请上传 JPEG、PNG 或 WebP", "this is no photograph: send JPEG, PNG or WebP").At("body")
	}
	p.Type = "image/" + string(kind)
	if !in.TakenAt.IsZero() {
		p.TakenAt = clock.At(in.TakenAt)
	}
	info, err := s.blobs.Put(ctx, bytes.NewReader(in.RawBody), Most)
	p.Hash, p.Size = info.Hash, info.Size
	return p, err
}

// Add notes a photograph that Keep stored, for the caller of the operation. The same id with the same bytes by the same person
// on the same shelf is the first one again; any other with that id is refused with Conflict.
func (s *Shelf) Add(ctx context.Context, tx *store.Tx, _ *Input, p Photo) (*httpapi.Body[Photo], error) {
	by := httpapi.SubjectOf(ctx)
	p.Person, p.ReceivedAt = by.ID, clock.Now(s.clock)
	p.Name = s.word + "-" + p.ReceivedAt.In(calendar.Beijing).Format("20060102-150405") + "." + strings.TrimPrefix(p.Type, "image/")
	done, err := tx.NewRaw("INSERT INTO photo_photo (shelf, "+columns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
		s.name, p.ID, p.Person, p.Name, p.Type, p.Size, p.Hash, p.TakenAt, p.Lon, p.Lat, p.ReceivedAt).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("photo %s: %w", p.ID, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return httpapi.OK(p), err
	}
	var there Photo
	err = tx.NewRaw("SELECT "+columns+" FROM photo_photo WHERE id = ? AND shelf = ? AND person = ? AND hash = ?", p.ID, s.name, by.ID, p.Hash).Scan(ctx, &there)
	if store.IsNoRows(err) {
		return nil, fail.Conflict("photo.taken", "照片编号已被使用", "the id of the photograph is in use").At("id")
	}
	return httpapi.OK(there), err
}

// Tie ties photographs of a person to what names them, a part of an object in an area, in the caller's transaction; those that
// are tied to it stay so. It returns them in the order of the ids. It fails with Invalid at the given field when one has not
// been sent by this person.
func (s *Shelf) Tie(ctx context.Context, tx *store.Tx, person string, to Tie, field string, ids []string) ([]Photo, error) {
	out := []Photo{}
	for _, photo := range ids {
		var p Photo
		err := tx.NewRaw("SELECT "+columns+" FROM photo_photo WHERE id = ? AND shelf = ? AND person = ?", photo, s.name, person).Scan(ctx, &p)
		if store.IsNoRows(err) {
			return nil, fail.Invalid("photo.missing", "有照片尚未上传，请先上传照片", "a photograph has not arrived; send it first").At(field)
		}
		if err != nil {
			return nil, fmt.Errorf("photo %s: %w", photo, err)
		}
		_, err = tx.NewRaw("INSERT INTO photo_tie (photo, object, part, area) VALUES (?, ?, ?, ?) ON CONFLICT (photo, object, part) DO NOTHING", photo, to.Object, to.Part, to.Area).Exec(ctx)
		if err != nil {
			return nil, fmt.Errorf("tie photo %s to %s: %w", photo, to.Object, err)
		}
		p.Part = to.Part
		out = append(out, p)
	}
	return out, nil
}

// Of are the photographs that an object names, in the order of their ids; one that two of its parts name comes twice.
func (s *Shelf) Of(ctx context.Context, q store.Querier, object string) ([]Photo, error) {
	out := []Photo{}
	err := q.NewRaw("SELECT "+columns+", part FROM photo_photo p JOIN photo_tie t ON t.photo = p.id WHERE t.object = ? AND p.shelf = ? ORDER BY p.id, t.part", object, s.name).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("photographs of %s: %w", object, err)
	}
	return out, nil
}

// Find reads a photograph and what names it; Unknown when it is not on the shelf.
func (s *Shelf) Find(ctx context.Context, photo string) (Photo, []Tie, error) {
	var p Photo
	err := s.db.Read().NewRaw("SELECT "+columns+" FROM photo_photo WHERE id = ? AND shelf = ?", photo, s.name).Scan(ctx, &p)
	if store.IsNoRows(err) {
		return p, nil, Unknown
	}
	if err != nil {
		return p, nil, fmt.Errorf("photo %s: %w", photo, err)
	}
	ties := []Tie{}
	if err := s.db.Read().NewRaw("SELECT object, part, area FROM photo_tie WHERE photo = ? ORDER BY object, part", photo).Scan(ctx, &ties); err != nil {
		return p, nil, fmt.Errorf("ties of photo %s: %w", photo, err)
	}
	return p, ties, nil
}

// Open gives out the bytes of a photograph as the answer of an operation. Whether the caller may see it is for the caller to
// know.
func (s *Shelf) Open(ctx context.Context, p Photo) (httpapi.File, io.ReadSeekCloser, error) {
	r, err := s.blobs.Open(ctx, p.Hash)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	return httpapi.File{Name: p.Name, Type: p.Type, Tag: p.Hash}, r, nil
}
