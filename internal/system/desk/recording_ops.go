package desk

import (
	"context"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/recording"
)

func (s *System) recordingOperations() []httpapi.Operation {
	const read = "desk.case.read"
	return []httpapi.Operation{
		httpapi.Get("/cases/{id}/recordings", read, s.recordings).Doc("What the recordings of a case show", "Moments that must be on film against the film there is: gaps, overlaps, clocks that drift, footage used twice; with what legal review said to each."),
		httpapi.Post("/cases/{id}/recordings/answers", read, s.answerFinding).Doc("Answer a finding about the recordings", "By legal review. Who may is declared by the procedure."),
	}
}

func (s *System) recordings(ctx context.Context, in *idInput) (*httpapi.Body[procedure.Recordings], error) {
	r, err := s.Procedure.Recordings(ctx, httpapi.SubjectOf(ctx), in.ID)
	return httpapi.OK(r), err
}

type answerInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Finding string            `json:"finding" maxLength:"300" doc:"its key"`
		Verdict recording.Verdict `json:"verdict" enum:"explained,remedied,excluded"`
		Text    string            `json:"text" maxLength:"1000"`
	}
}

func (s *System) answerFinding(ctx context.Context, tx *store.Tx, in *answerInput) (*httpapi.Body[procedure.FindingAnswer], error) {
	a, err := s.Procedure.AnswerFinding(ctx, tx, httpapi.SubjectOf(ctx), in.ID, in.Body.Finding, in.Body.Verdict, in.Body.Text)
	return httpapi.OK(a), err
}
