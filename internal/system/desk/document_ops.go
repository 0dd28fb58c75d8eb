package desk

import (
	"context"
	"io"

	"anlan/internal/base/blob"
	"anlan/internal/base/document/page"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/procedure"
)

type documentInput struct {
	ID       string `path:"id" maxLength:"64"`
	Document string `path:"document" maxLength:"64"`
}

// docx answers with the Word file of a writ, as it was issued.
func (s *System) docx(ctx context.Context, in *documentInput) (httpapi.File, io.ReadSeekCloser, error) {
	p, err := s.Procedure.Paper(ctx, httpapi.SubjectOf(ctx), in.ID, in.Document)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	r, err := s.Blobs.Open(ctx, p.DOCXHash)
	return httpapi.File{Name: p.Title + p.Number + ".docx", Type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Tag: p.DOCXHash}, r, err
}

// printed answers with the printable page of a writ, as it was issued.
func (s *System) printed(ctx context.Context, in *documentInput) (*httpapi.Sheet, error) {
	p, err := s.Procedure.Paper(ctx, httpapi.SubjectOf(ctx), in.ID, in.Document)
	if err != nil {
		return nil, err
	}
	b, err := blob.Get(ctx, s.Blobs, p.HTMLHash, 16<<20)
	if err != nil {
		return nil, err
	}
	return httpapi.NewSheet(b, page.Policy()), nil
}

type archiveInput struct {
	ID      string `path:"id" maxLength:"64"`
	Archive string `path:"archive" maxLength:"64"`
}

func (s *System) seal(ctx context.Context, in *idInput) (*httpapi.Body[procedure.Archived], error) {
	a, err := s.Procedure.Archive(ctx, httpapi.SubjectOf(ctx), in.ID)
	return httpapi.OK(a), err
}

func (s *System) archive(ctx context.Context, in *archiveInput) (httpapi.File, io.ReadSeekCloser, error) {
	list, err := s.Procedure.Archives(ctx, httpapi.SubjectOf(ctx), in.ID)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	for _, a := range list {
		if a.ID == in.Archive {
			r, err := s.Blobs.Open(ctx, a.Hash)
			return httpapi.File{Name: "案卷-" + a.Case + ".zip", Type: "application/zip", Tag: a.Hash}, r, err
		}
	}
	return httpapi.File{}, nil, fail.NotFound("desk.archive-unknown", "没有这个案卷", "there is no such archive")
}

// PublicDecision is a decision as the public sees it.
type PublicDecision struct {
	procedure.Published
	Withdrawn bool   `json:"withdrawn"`
	Reason    string `json:"reason" doc:"why it was withdrawn"`
}

type publicInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"page size"`
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Q      string `query:"q" maxLength:"100" doc:"words to find"`
}

// published lists decisions that are before the public; nobody needs an account for it.
func (s *System) published(ctx context.Context, in *publicInput) (*httpapi.Body[httpapi.Page[PublicDecision]], error) {
	items, next, err := s.Procedure.Published(ctx, in.Q, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := httpapi.Page[PublicDecision]{Items: []PublicDecision{}, Next: next}
	for _, p := range items {
		d := PublicDecision{Published: p, Withdrawn: !p.WithdrawnAt.IsZero()}
		if d.Withdrawn {
			doc, err := p.Doc()
			if err != nil {
				return nil, err
			}
			for _, b := range doc.Blocks {
				d.Reason += b.Text
			}
		}
		out.Items = append(out.Items, d)
	}
	return httpapi.OK(out), nil
}

type publicOneInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) publishedPage(ctx context.Context, in *publicOneInput) (*httpapi.Sheet, error) {
	p, err := s.Procedure.PublishedOne(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	d, err := p.Doc()
	if err != nil {
		return nil, err
	}
	b, err := page.Render(d)
	if err != nil {
		return nil, err
	}
	return httpapi.NewSheet(b, page.Policy()), nil
}
