package plan

import (
	"bytes"
	"context"
	"io"

	"anlan/internal/base/document/docx"
	"anlan/internal/base/httpapi"
	"anlan/internal/engine/plan"
)

const wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// file answers with a version as a file; make says how.
func (s *System) file(ext, media string, make func(p plan.EmergencyPlan, number string) ([]byte, error)) func(context.Context, *oneInput) (httpapi.File, io.ReadSeekCloser, error) {
	return func(ctx context.Context, in *oneInput) (httpapi.File, io.ReadSeekCloser, error) {
		v, err := s.find(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).Scope(readPlans), in.Code, in.Version)
		if err != nil {
			return httpapi.File{}, nil, err
		}
		p, err := v.plan()
		if err != nil {
			return httpapi.File{}, nil, err
		}
		b, err := make(p, v.Number)
		if err != nil {
			return httpapi.File{}, nil, err
		}
		return httpapi.File{Name: plan.FileName(p, int(v.Version), ext), Type: media}, held{bytes.NewReader(b)}, nil
	}
}

func (s *System) yaml() func(context.Context, *oneInput) (httpapi.File, io.ReadSeekCloser, error) {
	return s.file("yaml", "application/yaml", func(p plan.EmergencyPlan, _ string) ([]byte, error) { return plan.YAML(p) })
}

func (s *System) word() func(context.Context, *oneInput) (httpapi.File, io.ReadSeekCloser, error) {
	return s.file("docx", wordType, func(p plan.EmergencyPlan, number string) ([]byte, error) {
		return docx.Render(plan.Document(p, number, s.Mark))
	})
}

// held is a file in memory.
type held struct{ *bytes.Reader }

// Close has nothing to close.
func (held) Close() error { return nil }
