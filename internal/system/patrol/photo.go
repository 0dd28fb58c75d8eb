package patrol

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"anlan/internal/base/blob"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// Photo is a photograph from a round. The phone makes its id, so that the same photograph sent twice is one; it is sent
// before the report that names it, and belongs to nothing until then.
type Photo struct {
	ID         string        `bun:"id" json:"id"`
	Task       string        `bun:"task" json:"task"`
	Finding    string        `bun:"finding" json:"finding"`
	Area       string        `bun:"area" json:"-"`
	Person     string        `bun:"person" json:"-"`
	Name       string        `bun:"name" json:"name"`
	Type       string        `bun:"type" json:"type"`
	Size       int64         `bun:"size" json:"size"`
	Hash       string        `bun:"hash" json:"sm3"`
	TakenAt    clock.Instant `bun:"taken_at" json:"taken_at"`
	Lon        float64       `bun:"lon" json:"lon"`
	Lat        float64       `bun:"lat" json:"lat"`
	ReceivedAt clock.Instant `bun:"received_at" json:"received_at"`
}

const photoColumns = "id, task, finding, area, person, name, type, size, hash, taken_at, lon, lat, received_at"

// maxPhoto is the largest photograph in bytes.
const maxPhoto = 8 << 20

type photoInput struct {
	ID      string    `path:"id" maxLength:"64" doc:"a UUID that the phone made"`
	TakenAt time.Time `query:"taken_at"`
	Lon     float64   `query:"lon" minimum:"-180" maximum:"180"`
	Lat     float64   `query:"lat" minimum:"-90" maximum:"90"`
	RawBody []byte    `contentType:"image/jpeg"`
}

// keepPhoto stores the bytes before the transaction begins.
func (s *System) keepPhoto(ctx context.Context, in *photoInput) (Photo, error) {
	p := Photo{ID: in.ID, Lon: in.Lon, Lat: in.Lat}
	if !id.Valid(in.ID) {
		return p, fail.Invalid("patrol.photo.id", "照片编号无效", "the id of the photograph is no UUID").At("id")
	}
	p.Type = pictureType(in.RawBody)
	if p.Type == "" {
		return p, fail.Invalid("patrol.photo.type", "不是照片：请上传 JPEG、PNG 或 WebP", "this is no photograph: send JPEG, PNG or WebP").At("body")
	}
	if !in.TakenAt.IsZero() {
		p.TakenAt = clock.At(in.TakenAt)
	}
	info, err := s.Blobs.Put(ctx, bytes.NewReader(in.RawBody), maxPhoto)
	p.Hash, p.Size = info.Hash, info.Size
	return p, err
}

func pictureType(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xd8, 0xff}):
		return "image/jpeg"
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return "image/webp"
	}
	return ""
}

// addPhoto notes a photograph that was stored. The same id by the same person again is the first one.
func (s *System) addPhoto(ctx context.Context, tx *store.Tx, _ *photoInput, p Photo) (*httpapi.Body[Photo], error) {
	by := httpapi.SubjectOf(ctx)
	var there []Photo
	if err := tx.NewRaw("SELECT "+photoColumns+" FROM patrol_photo WHERE id = ?", p.ID).Scan(ctx, &there); err != nil {
		return nil, fmt.Errorf("photo %s: %w", p.ID, err)
	}
	if len(there) == 1 {
		if there[0].Person != by.ID || there[0].Hash != p.Hash {
			return nil, fail.Conflict("patrol.photo.taken", "照片编号已被使用", "the id of the photograph is in use").At("id")
		}
		return httpapi.OK(there[0]), nil
	}
	p.Person, p.ReceivedAt = by.ID, clock.Now(s.Clock)
	p.Name = "巡查照片-" + p.ReceivedAt.In(calendar.Beijing).Format("20060102-150405") + "." + strings.TrimPrefix(p.Type, "image/")
	_, err := tx.NewRaw("INSERT INTO patrol_photo ("+photoColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p.ID, p.Task, p.Finding, p.Area, p.Person, p.Name, p.Type, p.Size, p.Hash, p.TakenAt, p.Lon, p.Lat, p.ReceivedAt).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("photo %s: %w", p.ID, err)
	}
	return httpapi.OK(p), nil
}

// join ties photographs of the caller to what they show, and returns their hashes for the journal.
func (s *System) join(ctx context.Context, tx *store.Tx, by identity.Subject, column, object, area string, ids []string) ([]string, error) {
	hashes := []string{}
	for _, photo := range ids {
		var p Photo
		err := tx.NewRaw("SELECT "+photoColumns+" FROM patrol_photo WHERE id = ? AND person = ?", photo, by.ID).Scan(ctx, &p)
		if store.IsNoRows(err) {
			return nil, fail.Invalid("patrol.photo.missing", "有照片尚未上传，请先上传照片", "a photograph has not arrived; send it first").At("photos")
		}
		if err != nil {
			return nil, fmt.Errorf("photo %s: %w", photo, err)
		}
		if _, err := tx.NewRaw("UPDATE patrol_photo SET "+column+" = ?, area = ? WHERE id = ?", object, area, photo).Exec(ctx); err != nil {
			return nil, fmt.Errorf("photo %s: %w", photo, err)
		}
		hashes = append(hashes, p.Hash)
	}
	return hashes, nil
}

func photosOf(ctx context.Context, q store.Querier, column, object string) ([]Photo, error) {
	out := []Photo{}
	err := q.NewRaw("SELECT "+photoColumns+" FROM patrol_photo WHERE "+column+" = ? ORDER BY id", object).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("photos of %s: %w", object, err)
	}
	return out, nil
}

type photoPath struct {
	ID string `path:"id" maxLength:"64"`
}

// picture gives out a photograph to those who see its task or finding, and to who took it.
func (s *System) picture(ctx context.Context, in *photoPath) (httpapi.File, io.ReadSeekCloser, error) {
	by := httpapi.SubjectOf(ctx)
	var p Photo
	err := s.DB.Read().NewRaw("SELECT "+photoColumns+" FROM patrol_photo WHERE id = ?", in.ID).Scan(ctx, &p)
	if store.IsNoRows(err) || err == nil && p.Person != by.ID && (p.Area == "" || !by.Can(readTasks, p.Area)) {
		return httpapi.File{}, nil, fail.NotFound("patrol.photo.unknown", "没有这张照片，或不在你的辖区", "there is no such photograph in your area")
	}
	if err != nil {
		return httpapi.File{}, nil, fmt.Errorf("photo %s: %w", in.ID, err)
	}
	r, err := s.open(ctx, p.Hash)
	return httpapi.File{Name: p.Name, Type: p.Type, Tag: p.Hash}, r, err
}

func (s *System) open(ctx context.Context, hash string) (*blob.Reader, error) {
	return s.Blobs.Open(ctx, hash)
}
