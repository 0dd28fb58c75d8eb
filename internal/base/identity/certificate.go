package identity

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// Certificate is a qualification that a person holds for some days: an enforcement certificate (Penalty Law, Art. 42), the
// qualification of a legal reviewer (Art. 58).
type Certificate struct {
	Person string        `bun:"person" json:"person"`
	Kind   string        `bun:"kind" json:"kind"`
	Number string        `bun:"number" json:"number"`
	From   calendar.Date `bun:"-" json:"from"`
	To     calendar.Date `bun:"-" json:"to" doc:"last day on which it is valid"`

	FromText string `bun:"valid_from" json:"-"`
	ToText   string `bun:"valid_to" json:"-"`
}

// The kinds of certificates.
const (
	EnforcementCertificate = "enforcement" // 行政执法证
	LegalQualification     = "legal"       // 国家统一法律职业资格
)

// CertificateTitles are the kinds as people call them.
var CertificateTitles = map[string]lang.Text{
	EnforcementCertificate: lang.T("行政执法证", "enforcement certificate"),
	LegalQualification:     lang.T("国家统一法律职业资格证书", "national legal qualification"),
}

// PutCertificate records a certificate, or new days for the one with that number. It is journaled on the person.
func (s *Service) PutCertificate(ctx context.Context, tx *store.Tx, by journal.Actor, c Certificate) error {
	switch {
	case CertificateTitles[c.Kind].IsZero():
		return fail.Invalid("identity.certificate-kind", "没有这种证件", "there is no such kind of certificate").At("kind")
	case c.Number == "":
		return fail.Invalid("identity.certificate-number", "请填写证件编号", "the number is missing").At("number")
	case c.From.IsZero() || c.To.Before(c.From):
		return fail.Invalid("identity.certificate-days", "证件有效期有误", "the days of the certificate do not fit").At("to")
	}
	_, err := tx.NewRaw(`INSERT INTO identity_certificate (person, kind, number, valid_from, valid_to, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (person, kind, number) DO UPDATE SET valid_from = excluded.valid_from, valid_to = excluded.valid_to, at = excluded.at`,
		c.Person, c.Kind, c.Number, c.From.String(), c.To.String(), clock.Now(s.clock)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("certificate of %s: %w", c.Person, err)
	}
	_, err = s.journal.Append(ctx, tx, journal.Entry{Object: "person:" + c.Person, Actor: by, Action: "identity.certificate.put", Body: c})
	return err
}

// Certificate is the certificate of a kind that a person holds with the latest last day; its Number is empty for none.
func (s *Service) Certificate(ctx context.Context, tx *store.Tx, person, kind string) (Certificate, error) {
	var out []Certificate
	err := tx.NewRaw("SELECT person, kind, number, valid_from, valid_to FROM identity_certificate WHERE person = ? AND kind = ? ORDER BY valid_to DESC, at DESC LIMIT 1", person, kind).Scan(ctx, &out)
	if err != nil || len(out) == 0 {
		return Certificate{}, err
	}
	return out[0].read()
}

// Certificates lists what a person holds, the kinds together, the newest first.
func (s *Service) Certificates(ctx context.Context, person string) ([]Certificate, error) {
	out := []Certificate{}
	err := s.db.Read().NewRaw("SELECT person, kind, number, valid_from, valid_to FROM identity_certificate WHERE person = ? ORDER BY kind, valid_to DESC", person).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("certificates of %s: %w", person, err)
	}
	for i := range out {
		if out[i], err = out[i].read(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ValidOn reports whether it is valid on the day of a moment, in Beijing.
func (c Certificate) ValidOn(at time.Time) bool {
	d := calendar.DateOf(at)
	return c.Number != "" && !d.Before(c.From) && !c.To.Before(d)
}

func (c Certificate) read() (_ Certificate, err error) {
	if c.From, err = calendar.ParseDate(c.FromText); err != nil {
		return c, err
	}
	c.To, err = calendar.ParseDate(c.ToText)
	return c, err
}
