package inspect

import (
	"context"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
)

// PublicDrawing is a drawing as everybody may see it. What is drawn and not yet published is shown as its notice.
type PublicDrawing struct {
	ID          string        `json:"id"`
	Number      string        `json:"number"`
	Title       string        `json:"title"`
	Organ       string        `json:"organ"`
	AreaName    string        `json:"area_name"`
	State       string        `json:"state" enum:"noticed,published,void"`
	Digest      string        `json:"digest" doc:"SM3 of the notice"`
	ListDigest  string        `json:"list_digest" doc:"SM3 of the list"`
	Units       int           `json:"units"`
	Officers    int           `json:"officers"`
	FixedAt     clock.Instant `json:"fixed_at"`
	FixedName   string        `json:"fixed_name"`
	Source      DrawSource    `json:"source"`
	Seed        string        `json:"seed"`
	AnnouncedAt clock.Instant `json:"announced_at"`
	PublishedAt clock.Instant `json:"published_at"`
	VoidedAt    clock.Instant `json:"voided_at"`
	VoidReason  string        `json:"void_reason"`
}

// mostPublic is how many the public page holds.
const mostPublic = 200

func (s *System) publicDrawings(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[PublicDrawing]], error) {
	list, err := s.drawingsWhere(ctx, s.DB.Read(), "number <> '' ORDER BY fixed_at DESC, id DESC LIMIT ?", mostPublic)
	if err != nil {
		return nil, err
	}
	out := []PublicDrawing{}
	for _, d := range list {
		p := PublicDrawing{
			ID: d.ID, Number: d.Number, Title: d.Title, Organ: d.Organ, AreaName: d.AreaName, State: d.State, Digest: d.Digest, ListDigest: d.ListDigest, Units: d.Units, Officers: d.Officers,
			FixedAt: d.FixedAt, FixedName: d.FixedName, Source: d.Source, VoidedAt: d.VoidedAt, VoidReason: d.VoidReason,
		}
		switch d.State {
		case Drawn:
			p.State = Noticed
		case Published:
			p.Seed, p.AnnouncedAt, p.PublishedAt = d.Seed, d.AnnouncedAt, d.PublishedAt
		}
		out = append(out, p)
	}
	return httpapi.OK(httpapi.Page[PublicDrawing]{Items: out}), nil
}

func (s *System) publicFile(ctx context.Context, in *drawingPath) (*httpapi.Bytes, error) {
	list, err := s.drawingsWhere(ctx, s.DB.Read(), "id = ? AND state = ?", in.ID, Published)
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, noDrawing
	}
	return s.file(ctx, list[0], "public, max-age=30")
}
