package inspect

import (
	"context"
	"encoding/json"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/model/draw"
)

// numberKind is the series of numbers of drawings; numberCode their word.
const (
	numberKind = "inspect.drawing"
	numberCode = "抽"
)

type revisionInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Revision int64 `json:"revision" doc:"of the drawing as the caller saw it"`
	}
}

func (s *System) publishNotice(ctx context.Context, tx *store.Tx, in *revisionInput) (*httpapi.Body[DrawingView], error) {
	by := httpapi.SubjectOf(ctx)
	d, err := s.draft(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	if d.Revision != in.Body.Revision {
		return nil, fail.Conflict("inspect.drawing.changed", "名单已被他人修改，请刷新核对后再发布", "somebody changed the list meanwhile; look at it again")
	}
	if err := s.mayNotice(by, d).refusal(); err != nil {
		return nil, err
	}
	if err := s.freeze(ctx, tx, by, &d, clock.Now(s.Clock)); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, d)
}

// freeze fixes the list at a moment, gives the number and stores the digest.
func (s *System) freeze(ctx context.Context, tx *store.Tx, by identity.Subject, d *Drawing, at clock.Instant) error {
	for _, f := range []struct{ field, value string }{{"title", d.Source.Title}, {"place", d.Source.Place}, {"form", d.Source.Form}} {
		if tidy(f.value) == "" {
			return fail.Invalid("inspect.drawing.source", "请写明种子的来源、公布处和书写格式", "say where the seed comes from, where it can be read and how it is written").At("source." + f.field)
		}
	}
	c, err := s.compose(ctx, tx, *d)
	if err != nil {
		return err
	}
	o := s.Organ(d.Area)
	d.Year = s.Numbers.Year()
	if d.Serial, err = s.Numbers.Next(ctx, tx, o.Key, numberKind, d.Year); err != nil {
		return err
	}
	d.OrganKey, d.Organ, d.Number = o.Key, o.Name, o.Pattern.Write(numberCode, d.Year, d.Serial)
	commitment, err := draw.Commit(c.list, draw.Commitment{
		Number: d.Number, Title: tidy(d.Title), Organ: d.Organ, By: tidy(by.Name), FixedAt: at.Time,
		Source: draw.Source{Title: tidy(d.Source.Title), Place: tidy(d.Source.Place), Form: tidy(d.Source.Form), Due: d.Source.Due.Time},
	})
	if err != nil {
		return err
	}
	for kind, v := range map[string]any{listPaper: c.list, elementsPaper: c.units} {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if err := s.putPaper(ctx, tx, d.ID, kind, b); err != nil {
			return err
		}
	}
	b, err := json.Marshal(commitment)
	if err != nil {
		return err
	}
	d.touched(by)
	d.State, d.Commitment, d.Digest, d.ListDigest, d.Units, d.Officers = Noticed, string(b), commitment.Sum(), commitment.List, commitment.Units, commitment.Officers
	d.FixedName, d.FixedAt, d.Source.Due = by.Name, clock.At(commitment.FixedAt), clock.At(commitment.Source.Due)
	return s.changed(ctx, tx, by, d, "inspect.drawing.noticed", map[string]any{"commitment": commitment, "digest": d.Digest})
}

type voidInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"300" doc:"it is published where the notice was"`
	}
}

func (s *System) voidDrawing(ctx context.Context, tx *store.Tx, in *voidInput) (*httpapi.Body[DrawingView], error) {
	by := httpapi.SubjectOf(ctx)
	d, err := s.drawing(ctx, tx, by.Scope(readDrawings), in.ID, tx.ForUpdate())
	if err != nil {
		return nil, err
	}
	if err := s.mayVoid(by, d).refusal(); err != nil {
		return nil, err
	}
	reason := tidy(in.Body.Reason)
	if reason == "" {
		return nil, fail.Invalid("inspect.drawing.reason", "请写明作废的理由", "say why it is void").At("reason")
	}
	if d.Number != "" {
		if err := s.Numbers.Void(ctx, tx, d.OrganKey, numberKind, d.Year, d.Serial, by.Name, reason); err != nil {
			return nil, fmt.Errorf("void drawing %s: %w", d.ID, err)
		}
	}
	was := d.State
	d.State, d.VoidedName, d.VoidedAt, d.VoidReason = Void, by.Name, clock.Now(s.Clock), reason
	if err := s.changed(ctx, tx, by, &d, "inspect.drawing.voided", map[string]any{"was": was, "reason": reason}); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, d)
}
