package hazard

import (
	"context"
	"fmt"
	"strings"
	"time"

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

// The reasons for which somebody may promise.
const (
	byChief    = "chief"    // 主要负责人
	byDelegate = "delegate" // named by the chief in writing, for a time in which the chief is away
)

// longestDelegation is for how long a chief may be stood in for.
const longestDelegation = 30 * 24 * time.Hour

// PromiseSigner is somebody who may make the promises of an enterprise: its chief, or who stands in until a moment.
type PromiseSigner struct {
	Enterprise string        `bun:"enterprise" json:"enterprise"`
	Area       string        `bun:"area" json:"-"`
	Person     string        `bun:"person" json:"person"`
	Name       string        `bun:"person_name" json:"name"`
	ByName     string        `bun:"by_name" json:"named_by"`
	Since      clock.Instant `bun:"since" json:"since"`
	Role       string        `bun:"role" json:"role" enum:"chief,delegate"`
	Post       string        `bun:"post" json:"post"`
	Until      clock.Instant `bun:"until" json:"until" doc:"of a delegate: when it ends"`
	Reason     string        `bun:"reason" json:"reason" doc:"of a delegate: why the chief does not promise"`
	Over       bool          `bun:"-" json:"over" doc:"its time is over"`
	Login      string        `bun:"-" json:"login,omitempty" doc:"of the account, for those who name signers"`
}

const signerColumns = "enterprise, area, person, person_name, by_name, since, role, post, until, reason"

// signersOf are those of an enterprise: the chief first.
func (s *System) signersOf(ctx context.Context, q store.Querier, enterprise string) (httpapi.Page[PromiseSigner], error) {
	page := httpapi.Page[PromiseSigner]{Items: []PromiseSigner{}}
	if err := q.NewRaw("SELECT "+signerColumns+" FROM hazard_signer WHERE enterprise = ? ORDER BY role, person_name, person", enterprise).Scan(ctx, &page.Items); err != nil {
		return page, fmt.Errorf("signers of %s: %w", enterprise, err)
	}
	now := s.Clock.Now()
	for i := range page.Items {
		page.Items[i].Over = !page.Items[i].Until.IsZero() && !page.Items[i].Until.After(now)
	}
	return page, nil
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
	page, err := s.signersOf(ctx, s.DB.Read(), e.ID)
	if err != nil || !httpapi.SubjectOf(ctx).Can(nameSigners, e.Area) {
		return httpapi.OK(page), err
	}
	for i := range page.Items {
		p, err := s.Identity.Person(ctx, page.Items[i].Person)
		if err != nil && fail.KindOf(err) != fail.KindNotFound {
			return nil, err
		}
		page.Items[i].Login = p.Login
	}
	return httpapi.OK(page), nil
}

type signerInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Login string `json:"login" minLength:"1" maxLength:"60"`
	}
}

type nameSignerInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Login  string        `json:"login" minLength:"1" maxLength:"60"`
		Role   string        `json:"role,omitempty" enum:"chief,delegate" doc:"chief when left out"`
		Post   string        `json:"post,omitempty" maxLength:"40" doc:"as 总经理"`
		Until  clock.Instant `json:"until,omitempty" doc:"of a delegate: 30 days at most"`
		Reason string        `json:"reason,omitempty" maxLength:"200" doc:"of a delegate: why the chief does not promise, and the writing by which he says so"`
	}
}

// check holds a delegation together: it ends, and says why.
func (in *nameSignerInput) check(now time.Time) error {
	b := &in.Body
	if b.Role == "" {
		b.Role = byChief
	}
	b.Post, b.Reason = strings.TrimSpace(b.Post), strings.TrimSpace(b.Reason)
	if b.Role == byChief {
		b.Until, b.Reason = clock.Instant{}, ""
		return nil
	}
	switch {
	case b.Until.IsZero() || !b.Until.After(now) || b.Until.Sub(now) > longestDelegation:
		return fail.Invalid("hazard.signer.until", "委托须有截止时间，最长 30 天", "a delegation ends within 30 days").At("until")
	case b.Reason == "":
		return fail.Invalid("hazard.signer.reason", "请写明主要负责人不能承诺的原因和书面委托", "say why the chief does not promise, and the writing that says so").At("reason")
	}
	return nil
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

func (s *System) addSigner(ctx context.Context, tx *store.Tx, in *nameSignerInput) (*httpapi.Body[PromiseSigner], error) {
	by := httpapi.SubjectOf(ctx)
	if err := in.check(s.Clock.Now()); err != nil {
		return nil, err
	}
	e, err := s.enterprise(ctx, by.Scope(nameSigners), in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.signerOf(ctx, e, in.Body.Login)
	if err != nil {
		return nil, err
	}
	out := PromiseSigner{Enterprise: e.ID, Area: e.Area, Person: p.ID, Name: p.Name, ByName: by.Name, Since: clock.Now(s.Clock), Role: in.Body.Role, Post: in.Body.Post, Until: in.Body.Until, Reason: in.Body.Reason}
	out, err = s.nameSigner(ctx, tx, actor(by), out)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(out), nil
}

// nameSigner lets a person promise for an enterprise; named again the same way nothing changes. A new chief takes the place
// of the one before.
func (s *System) nameSigner(ctx context.Context, tx *store.Tx, by journal.Actor, out PromiseSigner) (PromiseSigner, error) {
	before, err := s.signersOf(ctx, tx, out.Enterprise)
	if err != nil {
		return out, err
	}
	for _, o := range before.Items {
		if o.Person == out.Person && o.Role == out.Role && o.Post == out.Post && o.Reason == out.Reason && o.Until.Equal(out.Until.Time) {
			return o, nil
		}
		if o.Person != out.Person && (o.Role != byChief || out.Role != byChief) {
			continue
		}
		if _, err := tx.NewRaw("DELETE FROM hazard_signer WHERE enterprise = ? AND person = ?", out.Enterprise, o.Person).Exec(ctx); err != nil {
			return out, fmt.Errorf("signer of %s: %w", out.Enterprise, err)
		}
		if o.Person != out.Person {
			if err := s.noteSigner(ctx, tx, by, o, "hazard.signer.removed"); err != nil {
				return out, err
			}
		}
	}
	_, err = tx.NewRaw("INSERT INTO hazard_signer ("+signerColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		out.Enterprise, out.Area, out.Person, out.Name, out.ByName, out.Since, out.Role, out.Post, out.Until, out.Reason).Exec(ctx)
	if err != nil {
		return out, fmt.Errorf("signer of %s: %w", out.Enterprise, err)
	}
	return out, s.noteSigner(ctx, tx, by, out, "hazard.signer.named")
}

func (s *System) noteSigner(ctx context.Context, tx *store.Tx, by journal.Actor, o PromiseSigner, action string) error {
	_, err := s.Journal.Append(ctx, tx, journal.Entry{Object: o.Enterprise, Area: o.Area, Actor: by, Action: action, Body: map[string]any{
		"person": o.Person, "name": o.Name, "role": o.Role, "post": o.Post, "until": o.Until, "reason": o.Reason,
	}})
	return err
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
	page, err := s.signersOf(ctx, tx, e.ID)
	return httpapi.OK(page), err
}
