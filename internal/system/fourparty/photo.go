package fourparty

import (
	"context"
	"io"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/photo"
	"anlan/internal/base/store"
)

// join ties the photographs that marks name to the party's part of the unit, and returns their hashes.
func (s *System) join(ctx context.Context, tx *store.Tx, by identity.Subject, x Sheet, marks []Mark) ([]string, error) {
	var hashes []string
	for _, m := range marks {
		list, err := s.Photos.Tie(ctx, tx, by.ID, photo.Tie{Object: x.Unit, Part: x.Party}, "marks."+m.Item, m.Photos)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			hashes = append(hashes, p.Hash)
		}
	}
	return hashes, nil
}

// picture gives out a photograph to who took it, and, once all parties have handed in, to whoever sees the check.
func (s *System) picture(ctx context.Context, in *unitPath) (httpapi.File, io.ReadSeekCloser, error) {
	by := httpapi.SubjectOf(ctx)
	p, ties, err := s.Photos.Find(ctx, in.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	seen := p.Person == by.ID
	for _, t := range ties {
		if _, err := s.unit(ctx, s.DB.Read(), by, t.Object); seen || err != nil {
			continue // not theirs to see
		}
		sheets, err := sheetsOf(ctx, s.DB.Read(), t.Object, "")
		if err != nil {
			return httpapi.File{}, nil, err
		}
		seen = allIn(sheets)
	}
	if !seen {
		return httpapi.File{}, nil, photo.Unknown
	}
	return s.Photos.Open(ctx, p)
}
