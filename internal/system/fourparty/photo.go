package fourparty

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
	"anlan/internal/base/identity"
	"anlan/internal/base/media"
	"anlan/internal/base/store"
)

// Picture is a photograph that a party took. The phone makes its id, so that the same photograph sent twice is one; it is
// sent before the sheet that names it, and belongs to nothing until then.
type Picture struct {
	ID         string        `bun:"id" json:"id"`
	Unit       string        `bun:"unit" json:"unit"`
	Party      string        `bun:"party" json:"party"`
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

const photoColumns = "id, unit, party, person, name, type, size, hash, taken_at, lon, lat, received_at"

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
func (s *System) keepPhoto(ctx context.Context, in *photoInput) (Picture, error) {
	p := Picture{ID: in.ID, Lon: in.Lon, Lat: in.Lat}
	if !id.Valid(in.ID) {
		return p, fail.Invalid("fourparty.photo.id", "照片编号无效", "the id of the photograph is no UUID").At("id")
	}
	kind, err := media.KindOf(bytes.NewReader(in.RawBody))
	if err != nil {
		return p, err
	}
	if !slices.Contains([]media.Kind{media.JPEG, media.PNG, media.WebP}, kind) {
		return p, fail.Invalid("fourparty.photo.type", "不是照片：请上传 JPEG、PNG 或 WebP", "this is no photograph: send JPEG, PNG or WebP").At("body")
	}
	p.Type = "image/" + string(kind)
	if !in.TakenAt.IsZero() {
		p.TakenAt = clock.At(in.TakenAt)
	}
	info, err := s.Blobs.Put(ctx, bytes.NewReader(in.RawBody), maxPhoto)
	p.Hash, p.Size = info.Hash, info.Size
	return p, err
}

// addPhoto notes a photograph that was stored. The same id by the same person again is the first one.
func (s *System) addPhoto(ctx context.Context, tx *store.Tx, _ *photoInput, p Picture) (*httpapi.Body[Picture], error) {
	by := httpapi.SubjectOf(ctx)
	there, err := photosWhere(ctx, tx, "id = ?", p.ID)
	if err != nil {
		return nil, err
	}
	if len(there) == 1 {
		if there[0].Person != by.ID || there[0].Hash != p.Hash {
			return nil, fail.Conflict("fourparty.photo.taken", "照片编号已被使用", "the id of the photograph is in use").At("id")
		}
		return httpapi.OK(there[0]), nil
	}
	p.Person, p.ReceivedAt = by.ID, clock.Now(s.Clock)
	p.Name = "核查照片-" + p.ReceivedAt.In(calendar.Beijing).Format("20060102-150405") + "." + strings.TrimPrefix(p.Type, "image/")
	_, err = tx.NewRaw("INSERT INTO fourparty_photo ("+photoColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p.ID, p.Unit, p.Party, p.Person, p.Name, p.Type, p.Size, p.Hash, p.TakenAt, p.Lon, p.Lat, p.ReceivedAt).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("photo %s: %w", p.ID, err)
	}
	return httpapi.OK(p), nil
}

func photosWhere(ctx context.Context, q store.Querier, where string, args ...any) ([]Picture, error) {
	out := []Picture{}
	if err := q.NewRaw("SELECT "+photoColumns+" FROM fourparty_photo WHERE "+where+" ORDER BY id", args...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("photographs of checks: %w", err)
	}
	return out, nil
}

// join ties the photographs that marks name to the sheet, and returns their hashes.
func (s *System) join(ctx context.Context, tx *store.Tx, by identity.Subject, x Sheet, marks []Mark) ([]string, error) {
	var hashes []string
	for _, m := range marks {
		for _, photo := range m.Photos {
			list, err := photosWhere(ctx, tx, "id = ? AND person = ?", photo, by.ID)
			if err != nil {
				return nil, err
			}
			if len(list) == 0 {
				return nil, fail.Invalid("fourparty.photo.missing", "有照片尚未上传，请先上传照片", "a photograph has not arrived; send it first").At("marks." + m.Item)
			}
			if _, err := tx.NewRaw("UPDATE fourparty_photo SET unit = ?, party = ? WHERE id = ?", x.Unit, x.Party, photo).Exec(ctx); err != nil {
				return nil, fmt.Errorf("photo %s: %w", photo, err)
			}
			hashes = append(hashes, list[0].Hash)
		}
	}
	return hashes, nil
}

// picture gives out a photograph to who took it, and, once all parties have handed in, to whoever sees the check.
func (s *System) picture(ctx context.Context, in *unitPath) (httpapi.File, io.ReadSeekCloser, error) {
	by := httpapi.SubjectOf(ctx)
	none := fail.NotFound("fourparty.photo.unknown", "没有这张照片，或您还不能看", "there is no such photograph, or it is not yet for you")
	list, err := photosWhere(ctx, s.DB.Read(), "id = ?", in.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	if len(list) != 1 {
		return httpapi.File{}, nil, none
	}
	p := list[0]
	if p.Person != by.ID {
		if _, err := s.unit(ctx, s.DB.Read(), by, p.Unit); err != nil {
			return httpapi.File{}, nil, none
		}
		sheets, err := sheetsOf(ctx, s.DB.Read(), p.Unit, "")
		if err != nil {
			return httpapi.File{}, nil, err
		}
		if !allIn(sheets) {
			return httpapi.File{}, nil, none
		}
	}
	r, err := s.Blobs.Open(ctx, p.Hash)
	return httpapi.File{Name: p.Name, Type: p.Type, Tag: p.Hash}, r, err
}

// Hashes are the files that photographs of checks are kept in.
func Hashes(ctx context.Context, q store.Querier) ([]string, error) {
	out := []string{}
	if err := q.NewRaw("SELECT DISTINCT hash FROM fourparty_photo").Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("hashes of photographs: %w", err)
	}
	return out, nil
}
