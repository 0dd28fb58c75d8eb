package inspect

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/model/draw"
	"anlan/internal/system"
)

// Inspector is an enforcement officer: who holds the role, with the newest certificate. Areas are those of the role.
type Inspector struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Title    string          `json:"title"`
	Areas    []InspectorArea `json:"areas" nullable:"false"`
	Number   string          `json:"number" doc:"of the certificate; empty for none"`
	From     string          `json:"from"`
	To       string          `json:"to" doc:"last day of the certificate"`
	Valid    bool            `json:"valid" doc:"the certificate is good today"`
	Sectors  []string        `json:"sectors" nullable:"false"`
	Away     []KeepAway      `json:"away" nullable:"false" doc:"units to keep away from"`
	Waiting  int             `json:"waiting" doc:"visits to do"`
	Own      bool            `json:"own" doc:"the caller may change it"`
	Revision int64           `json:"revision"`
}

// InspectorArea is an area with its name.
type InspectorArea struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// KeepAway is a unit that an officer must keep away from (回避). Reason is empty for who does not manage officers.
type KeepAway struct {
	Element string `json:"element" minLength:"1" maxLength:"64"`
	Name    string `json:"name,omitempty" maxLength:"200"`
	Reason  string `json:"reason,omitempty" maxLength:"100"`
}

type officerRow struct {
	Person   string `bun:"person"`
	Sectors  string `bun:"sectors"`
	Away     string `bun:"away"`
	Revision int64  `bun:"revision"`

	sectors []string
	away    []KeepAway
}

func (s *System) officerRows(ctx context.Context, q store.Querier) (map[string]officerRow, error) {
	var rows []officerRow
	if err := q.NewRaw("SELECT person, sectors, away, revision FROM inspect_officer").Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("officers: %w", err)
	}
	out := make(map[string]officerRow, len(rows))
	for _, r := range rows {
		if err := json.Unmarshal([]byte(r.Sectors), &r.sectors); err != nil {
			return nil, fmt.Errorf("officer %s: %w", r.Person, err)
		}
		if err := json.Unmarshal([]byte(r.Away), &r.away); err != nil {
			return nil, fmt.Errorf("officer %s: %w", r.Person, err)
		}
		out[r.Person] = r
	}
	return out, nil
}

// inspectors are who hold the role of officer in, above or below an area, by name; whatever they are disabled for is over.
func (s *System) inspectors(ctx context.Context, area string) ([]identity.Person, error) {
	var out []identity.Person
	for cursor := ""; ; {
		page, err := s.Identity.People(ctx, identity.Everywhere, "", cursor, register.MaxPage, system.Officer)
		if err != nil {
			return nil, err
		}
		for _, p := range page {
			if !p.Disabled && slices.ContainsFunc(officerAreas(p), func(a string) bool { return strings.HasPrefix(area, a) || strings.HasPrefix(a, area) }) {
				out = append(out, p)
			}
			cursor = p.ID
		}
		if len(page) < register.MaxPage {
			break
		}
	}
	slices.SortFunc(out, func(a, b identity.Person) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// officerAreas are where somebody is an officer.
func officerAreas(p identity.Person) []string {
	out := []string{}
	for _, g := range p.Grants {
		if g.Role == system.Officer && !slices.Contains(out, g.Area) {
			out = append(out, g.Area)
		}
	}
	return out
}

// certificate is the enforcement certificate with the latest last day.
func (s *System) certificate(ctx context.Context, person string) (out identity.Certificate, err error) {
	all, err := s.Identity.Certificates(ctx, person)
	for _, c := range all {
		if c.Kind == identity.EnforcementCertificate && (out.Number == "" || out.To.Before(c.To)) {
			out = c
		}
	}
	return out, err
}

// drawnFrom are the officers of a list of an area; codes are the units of the area by element.
func (s *System) drawnFrom(ctx context.Context, q store.Querier, area string, codes map[string]string) (officers []draw.Officer, uncertain []string, err error) {
	people, err := s.inspectors(ctx, area)
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.officerRows(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	waiting, err := s.waiting(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range people {
		c, err := s.certificate(ctx, p.ID)
		if err != nil {
			return nil, nil, err
		}
		if c.Number == "" {
			uncertain = append(uncertain, p.Name)
			continue
		}
		o := draw.Officer{ID: p.ID, Name: tidy(p.Name), Areas: officerAreas(p), Sectors: rows[p.ID].sectors, CertificateEnds: c.To.String(), Load: waiting[p.ID]}
		for _, a := range rows[p.ID].away {
			if code := codes[a.Element]; code != "" {
				o.Conflicts = append(o.Conflicts, code)
			}
		}
		officers = append(officers, o)
	}
	return officers, uncertain, nil
}

type officersInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Q    string `query:"q" maxLength:"100" doc:"part of the name or the number"`
}

func (s *System) listOfficers(ctx context.Context, in *officersInput) (*httpapi.Body[httpapi.Page[Inspector]], error) {
	by := httpapi.SubjectOf(ctx)
	scope := by.Scope(readOfficers).Within(in.Area)
	people, err := s.inspectors(ctx, "")
	if err != nil {
		return nil, err
	}
	rows, err := s.officerRows(ctx, s.DB.Read())
	if err != nil {
		return nil, err
	}
	waiting, err := s.waiting(ctx, s.DB.Read())
	if err != nil {
		return nil, err
	}
	out := []Inspector{}
	for _, p := range people {
		if !slices.ContainsFunc(officerAreas(p), scope.Contains) {
			continue
		}
		o, err := s.inspector(ctx, by, p, rows[p.ID])
		if err != nil {
			return nil, err
		}
		o.Waiting = waiting[p.ID]
		if strings.Contains(o.Name, in.Q) || strings.Contains(o.Number, in.Q) {
			out = append(out, o)
		}
	}
	return httpapi.OK(httpapi.Page[Inspector]{Items: out}), nil
}

func (s *System) inspector(ctx context.Context, by identity.Subject, p identity.Person, r officerRow) (Inspector, error) {
	o := Inspector{ID: p.ID, Name: p.Name, Title: p.Title, Areas: []InspectorArea{}, Sectors: append([]string{}, r.sectors...), Away: []KeepAway{}, Revision: r.Revision, Own: manages(by, p)}
	for _, a := range officerAreas(p) {
		o.Areas = append(o.Areas, InspectorArea{a, s.Register.Areas().Name(a)})
	}
	c, err := s.certificate(ctx, p.ID)
	if err != nil {
		return o, err
	}
	if c.Number != "" {
		o.Number, o.From, o.To, o.Valid = c.Number, c.From.String(), c.To.String(), c.ValidOn(s.Clock.Now())
	}
	if o.Own || by.ID == p.ID {
		o.Away = append(o.Away, r.away...)
	}
	return o, nil
}

// manages reports whether somebody manages an officer: in every area where that one is one.
func manages(by identity.Subject, p identity.Person) bool {
	for _, a := range officerAreas(p) {
		if !by.Can(manageOfficers, a) {
			return false
		}
	}
	return len(officerAreas(p)) > 0
}

type officerInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Number   string     `json:"number" minLength:"1" maxLength:"60" doc:"of the certificate"`
		From     string     `json:"from" format:"date"`
		To       string     `json:"to" format:"date"`
		Sectors  []string   `json:"sectors" maxItems:"60" nullable:"false"`
		Away     []KeepAway `json:"away" maxItems:"200" nullable:"false"`
		Revision int64      `json:"revision"`
	}
}

func (s *System) putOfficer(ctx context.Context, tx *store.Tx, in *officerInput) (*httpapi.Body[Inspector], error) {
	by, b := httpapi.SubjectOf(ctx), in.Body
	p, err := s.Identity.Person(ctx, in.ID)
	if err != nil && fail.KindOf(err) != fail.KindNotFound {
		return nil, err
	}
	if err != nil || !manages(by, p) {
		return nil, fail.NotFound("inspect.officer.unknown", "没有这名执法人员，或不在您的辖区", "there is no such officer in your area")
	}
	if p.ID == by.ID {
		return nil, fail.Denied("inspect.officer.own", "本人的证件和回避事项由他人登记", "somebody else enters your own certificate and conflicts")
	}
	if err := knownSectors(b.Sectors); err != nil {
		return nil, err
	}
	c, err := s.newCertificate(p.ID, b.Number, b.From, b.To)
	if err != nil {
		return nil, err
	}
	if err := s.nameAway(ctx, by, b.Away); err != nil {
		return nil, err
	}
	row, err := s.setOfficer(ctx, tx, by, p, b.Sectors, b.Away, b.Revision)
	if err != nil {
		return nil, err
	}
	// A certificate that stays as it is, is not written again.
	if old, err := s.Identity.Certificate(ctx, tx, p.ID, identity.EnforcementCertificate); err != nil {
		return nil, err
	} else if old.Number != c.Number || old.From != c.From || old.To != c.To {
		if err := s.Identity.PutCertificate(ctx, tx, actor(by), c); err != nil {
			return nil, err
		}
	}
	o, err := s.inspector(ctx, by, p, row)
	if err != nil {
		return nil, err
	}
	o.Number, o.From, o.To, o.Valid = c.Number, c.From.String(), c.To.String(), c.ValidOn(s.Clock.Now())
	return httpapi.OK(o), nil
}

func (s *System) newCertificate(person, number, from, to string) (identity.Certificate, error) {
	c := identity.Certificate{Person: person, Kind: identity.EnforcementCertificate, Number: strings.TrimSpace(number)}
	var err error
	if c.From, err = calendar.ParseDate(from); err != nil {
		return c, fail.Invalid("inspect.officer.day", "日期无效", "the day is not valid").At("from")
	}
	if c.To, err = calendar.ParseDate(to); err != nil {
		return c, fail.Invalid("inspect.officer.day", "日期无效", "the day is not valid").At("to")
	}
	if c.To.Before(c.From) {
		return c, fail.Invalid("inspect.officer.days", "有效期截止日不能早于起始日", "it ends before it begins").At("to")
	}
	return c, nil
}

// nameAway fills in the names of units to keep away from, and refuses those without a reason or out of reach.
func (s *System) nameAway(ctx context.Context, by identity.Subject, away []KeepAway) error {
	for i := range away {
		at := fmt.Sprintf("away.%d", i)
		e, err := s.Register.Find(ctx, by.Scope(manageOfficers), away[i].Element)
		if err != nil {
			if f := fail.As(err); f != nil {
				return f.At(at + ".element")
			}
			return err
		}
		away[i].Name, away[i].Reason = e.Name, strings.TrimSpace(away[i].Reason)
		if away[i].Reason == "" {
			return fail.Invalid("inspect.officer.away", "请写明对“"+e.Name+"”回避的原因", "say why to keep away from "+e.Name).At(at + ".reason")
		}
	}
	return nil
}

func (s *System) setOfficer(ctx context.Context, tx *store.Tx, by identity.Subject, p identity.Person, sectors []string, away []KeepAway, revision int64) (officerRow, error) {
	r := officerRow{Person: p.ID, Revision: revision + 1, sectors: slices.Compact(slices.Sorted(slices.Values(sectors))), away: append([]KeepAway{}, away...)}
	if r.sectors == nil {
		r.sectors = []string{}
	}
	a, err := json.Marshal(r.sectors)
	if err != nil {
		return r, err
	}
	b, err := json.Marshal(r.away)
	if err != nil {
		return r, err
	}
	changed, err := tx.NewRaw(`INSERT INTO inspect_officer (person, sectors, away, by_name, at, revision) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (person) DO UPDATE SET sectors = excluded.sectors, away = excluded.away, by_name = excluded.by_name, at = excluded.at, revision = excluded.revision WHERE inspect_officer.revision = ?`,
		p.ID, string(a), string(b), by.Name, clock.Now(s.Clock), r.Revision, revision).Exec(ctx)
	if err != nil {
		return r, fmt.Errorf("officer %s: %w", p.ID, err)
	}
	if n, err := changed.RowsAffected(); err != nil || n == 0 {
		return r, fail.Conflict("inspect.officer.changed", "该人员信息已被他人修改，请刷新后再改", "somebody changed it meanwhile; read it anew").Because(err)
	}
	return r, s.noted(ctx, tx, by, "officer:"+p.ID, p.Area, "inspect.officer.put", map[string]any{"sectors": r.sectors, "away": r.away})
}

type enterprisesInput struct {
	Q string `query:"q" required:"true" minLength:"1" maxLength:"100" doc:"part of the name"`
}

// EnterpriseRef is an enterprise of the register.
type EnterpriseRef struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	AreaName string `json:"area_name"`
}

func (s *System) findEnterprises(ctx context.Context, in *enterprisesInput) (*httpapi.Body[httpapi.Page[EnterpriseRef]], error) {
	page, err := s.Register.List(ctx, httpapi.SubjectOf(ctx).Scope(manageOfficers), register.Query{Kind: "enterprise", Q: in.Q, Limit: 20})
	if err != nil {
		return nil, err
	}
	out := []EnterpriseRef{}
	for _, e := range page.Items {
		out = append(out, EnterpriseRef{e.ID, e.Name, s.Register.Areas().Name(e.Area)})
	}
	return httpapi.OK(httpapi.Page[EnterpriseRef]{Items: out}), nil
}
