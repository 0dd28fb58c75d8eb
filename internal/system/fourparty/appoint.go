package fourparty

import (
	"context"
	"fmt"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

type appointInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Party  string   `json:"party" enum:"self,government,expert,third"`
		Person string   `json:"person" minLength:"1" maxLength:"64" doc:"id or login"`
		Units  []string `json:"units,omitempty" maxItems:"300" doc:"none: all of the programme"`
	}
}

// appoint says who scores for a party. A programme that has started may still change somebody who has not handed in: an
// expert falls ill.
func (s *System) appoint(ctx context.Context, tx *store.Tx, in *appointInput) (*httpapi.Body[ProgrammeView], error) {
	by := httpapi.SubjectOf(ctx)
	p, err := s.programme(ctx, tx, by, in.ID, tx.ForUpdate())
	if err != nil {
		return nil, err
	}
	if !by.Can(manageProgrammes, p.Area) {
		return nil, fail.Denied("fourparty.programme.manage", "这个方案由"+p.AreaName+"制定，您不能聘请", "this programme is of another area; you may not appoint")
	}
	who, err := s.account(ctx, in.Body.Person)
	if err != nil {
		return nil, err
	}
	units, err := s.unitsWhere(ctx, tx, "programme = ?", p.ID)
	if err != nil {
		return nil, err
	}
	named := 0
	for _, u := range units {
		if len(in.Body.Units) > 0 && !slices.Contains(in.Body.Units, u.ID) {
			continue
		}
		named++
		if err := s.appointed(ctx, tx, by, u, in.Body.Party, who); err != nil {
			return nil, err
		}
	}
	if named == 0 || named < len(in.Body.Units) {
		return nil, noUnit
	}
	if err := s.changed(ctx, tx, by, &p, "fourparty.party.appointed", map[string]any{"party": in.Body.Party, "person": who.ID, "name": who.Name, "units": in.Body.Units, "all": len(in.Body.Units) == 0}); err != nil {
		return nil, err
	}
	return s.view(ctx, tx, by, p)
}

// account finds a person by id or login, as a subject.
func (s *System) account(ctx context.Context, who string) (identity.Subject, error) {
	p, err := s.Identity.Person(ctx, who)
	if fail.KindOf(err) == fail.KindNotFound {
		p, err = s.Identity.ByLogin(ctx, who)
	}
	if err != nil {
		return identity.Subject{}, err
	}
	if p.Disabled {
		return identity.Subject{}, fail.Invalid("fourparty.person.disabled", p.Name+"的账号已停用", "the account of "+p.Name+" is disabled").At("person")
	}
	return identity.NewSubject(p.ID, p.Login, p.Name, p.Grants, s.Identity.Roles()), nil
}

// appointed makes the sheet of a party, or hands an open one to somebody else; marks that were saved are dropped then, since
// they are another's.
func (s *System) appointed(ctx context.Context, tx *store.Tx, by identity.Subject, u CheckedUnit, party string, who identity.Subject) error {
	inside := party == Self || party == Government
	if inside && !who.Can(markChecks, u.Area) || !who.Has(markChecks) {
		return fail.Invalid("fourparty.person.right", who.Name+"没有在“"+u.Name+"”打分的权限", who.Name+" may not score “"+u.Name+"”").At("person")
	}
	sheets, err := sheetsOf(ctx, tx, u.ID, tx.ForUpdate())
	if err != nil {
		return err
	}
	for _, x := range sheets {
		switch {
		case x.Party != party && x.Person == who.ID:
			return fail.Conflict("fourparty.person.twice", who.Name+"已代表“"+PartyTitles[x.Party].Zh+"”核查“"+u.Name+"”，四方应各自独立", who.Name+" scores “"+u.Name+"” for another party already").At("person")
		case x.Party == party && x.Person == who.ID:
			return nil
		case x.Party == party && x.State != Open:
			return fail.Conflict("fourparty.sheet.in", x.PersonName+"已提交“"+u.Name+"”的打分，不能改派", x.PersonName+" has handed in the sheet of “"+u.Name+"”").At("party")
		}
	}
	_, err = tx.NewRaw(`INSERT INTO fourparty_sheet (unit, party, person, person_name, appointed_by, appointed_at, state, marks, hash, taken_at, received_at, revision)
		VALUES (?, ?, ?, ?, ?, ?, 'open', '[]', '', NULL, NULL, 1)
		ON CONFLICT (unit, party) DO UPDATE SET person = excluded.person, person_name = excluded.person_name, appointed_by = excluded.appointed_by,
		appointed_at = excluded.appointed_at, marks = '[]', revision = fourparty_sheet.revision + 1`,
		u.ID, party, who.ID, who.Name, by.Name, clock.Now(s.Clock)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("appoint for %s: %w", u.ID, err)
	}
	return nil
}
