package patrol

import (
	"context"
	"io"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/photo"
	"anlan/internal/base/store"
)

// join ties photographs of the caller to what they show, and returns their hashes for the journal.
func (s *System) join(ctx context.Context, tx *store.Tx, by identity.Subject, object, area string, ids []string) ([]string, error) {
	list, err := s.Photos.Tie(ctx, tx, by.ID, photo.Tie{Object: object, Area: area}, "photos", ids)
	hashes := []string{}
	for _, p := range list {
		hashes = append(hashes, p.Hash)
	}
	return hashes, err
}

type photoPath struct {
	ID string `path:"id" maxLength:"64"`
}

// picture gives out a photograph to those who see its task or finding, and to who took it.
func (s *System) picture(ctx context.Context, in *photoPath) (httpapi.File, io.ReadSeekCloser, error) {
	by := httpapi.SubjectOf(ctx)
	p, ties, err := s.Photos.Find(ctx, in.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	seen := p.Person == by.ID
	for _, t := range ties {
		seen = seen || t.Area != "" && by.Can(readTasks, t.Area)
	}
	if !seen {
		return httpapi.File{}, nil, photo.Unknown
	}
	return s.Photos.Open(ctx, p)
}
