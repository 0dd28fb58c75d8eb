package hazard

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/system"
)

// asField puts the name of a field to an error of the caller's.
func asField(err error, field string) error {
	if f := fail.As(err); f != nil {
		return f.At(field)
	}
	return err
}

// PromiseSigner is somebody who may make the promises of an enterprise.
type PromiseSigner struct {
	Enterprise string        `bun:"enterprise" json:"enterprise"`
	Area       string        `bun:"area" json:"-"`
	Person     string        `bun:"person" json:"person"`
	Name       string        `bun:"person_name" json:"name"`
	ByName     string        `bun:"by_name" json:"named_by"`
	Since      clock.Instant `bun:"since" json:"since"`
}

// enterprise finds an enterprise in the scope.
func (s *System) enterprise(ctx context.Context, scope identity.Scope, id string) (register.Element, error) {
	e, err := s.Register.Find(ctx, scope, id)
	if err == nil && e.Kind != "enterprise" {
		return e, fail.NotFound("hazard.enterprise.unknown", "没有这家企业，或不在您的辖区", "there is no such enterprise in your area")
	}
	return e, err
}

func (s *System) signers(ctx context.Context, in *idInput) (*httpapi.Body[httpapi.Page[PromiseSigner]], error) {
	e, err := s.enterprise(ctx, httpapi.SubjectOf(ctx).Scope(readPromises), in.ID)
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[PromiseSigner]{Items: []PromiseSigner{}}
	if err := s.DB.Read().NewRaw("SELECT enterprise, area, person, person_name, by_name, since FROM hazard_signer WHERE enterprise = ? ORDER BY person_name, person", e.ID).Scan(ctx, &page.Items); err != nil {
		return nil, fmt.Errorf("signers of %s: %w", e.ID, err)
	}
	return httpapi.OK(page), nil
}

type signerInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Login string `json:"login" minLength:"1" maxLength:"60"`
	}
}

// signerOf finds the account of a login, which must be one of an enterprise's people in the area of the enterprise.
func (s *System) signerOf(ctx context.Context, e register.Element, login string) (identity.Person, error) {
	unknown := fail.Invalid("hazard.signer.unknown", "没有这个账号，或它不是该企业所在区域的企业安全管理账号", "there is no such account, or it is not that of a plant's safety manager there").At("login")
	p, err := s.Identity.ByLogin(ctx, login)
	if fail.KindOf(err) == fail.KindNotFound {
		return p, unknown
	}
	if err != nil {
		return p, err
	}
	for _, g := range p.Grants {
		if g.Role == system.Plant && identity.Scope([]string{g.Area}).Contains(e.Area) {
			return p, nil
		}
	}
	return p, unknown
}

func (s *System) addSigner(ctx context.Context, tx *store.Tx, in *signerInput) (*httpapi.Body[PromiseSigner], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.enterprise(ctx, by.Scope(nameSigners), in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.signerOf(ctx, e, in.Body.Login)
	if err != nil {
		return nil, err
	}
	out, err := s.nameSigner(ctx, tx, actor(by), e, p)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(out), nil
}

// nameSigner lets a person promise for an enterprise; named again nothing changes.
func (s *System) nameSigner(ctx context.Context, tx *store.Tx, by journal.Actor, e register.Element, p identity.Person) (PromiseSigner, error) {
	out := PromiseSigner{e.ID, e.Area, p.ID, p.Name, by.Name, clock.Now(s.Clock)}
	done, err := tx.NewRaw("INSERT INTO hazard_signer (enterprise, area, person, person_name, by_name, since) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (enterprise, person) DO NOTHING",
		out.Enterprise, out.Area, out.Person, out.Name, out.ByName, out.Since).Exec(ctx)
	if err != nil {
		return out, fmt.Errorf("signer of %s: %w", e.ID, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return out, err
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: e.ID, Area: e.Area, Actor: by, Action: "hazard.signer.named", Body: map[string]any{"person": p.ID, "name": p.Name}})
	return out, err
}

func (s *System) removeSigner(ctx context.Context, tx *store.Tx, in *signerInput) (*httpapi.Body[httpapi.Page[PromiseSigner]], error) {
	by := httpapi.SubjectOf(ctx)
	e, err := s.enterprise(ctx, by.Scope(nameSigners), in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.Identity.ByLogin(ctx, in.Body.Login)
	if err != nil {
		return nil, asField(err, "login")
	}
	done, err := tx.NewRaw("DELETE FROM hazard_signer WHERE enterprise = ? AND person = ?", e.ID, p.ID).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("signer of %s: %w", e.ID, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return nil, fail.NotFound("hazard.signer.none", "此人不是该企业的承诺人", "this person does not promise for the enterprise").At("login")
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: e.ID, Area: e.Area, Actor: actor(by), Action: "hazard.signer.removed", Body: map[string]any{"person": p.ID, "name": p.Name}})
	if err != nil {
		return nil, err
	}
	page := httpapi.Page[PromiseSigner]{Items: []PromiseSigner{}}
	err = tx.NewRaw("SELECT enterprise, area, person, person_name, by_name, since FROM hazard_signer WHERE enterprise = ? ORDER BY person_name, person", e.ID).Scan(ctx, &page.Items)
	return httpapi.OK(page), err
}
