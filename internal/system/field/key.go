package field

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

const (
	keyFor   = 30 * 24 * time.Hour // how long a key holds
	keyGrace = 7 * 24 * time.Hour  // how long the one before it does: messages may be on their way
	keyBytes = 16
)

// FrameKey signs short messages. Number stands in each of them.
type FrameKey struct {
	Number uint32        `json:"number"`
	Key    string        `json:"key" doc:"hexadecimal; shown once"`
	Until  clock.Instant `json:"until"`
}

type frameKeyInput struct {
	Body struct {
		Device string `json:"device" minLength:"8" maxLength:"64" pattern:"^[0-9A-Za-z-]+$" doc:"made by the phone once, at random"`
	}
}

// makeKey makes a key for a device of the caller. The one that it had holds a week longer. What is answered is kept nowhere: the
// key lies in the database sealed.
func (s *System) makeKey(ctx context.Context, in *frameKeyInput) (*httpapi.Body[FrameKey], error) {
	by := httpapi.SubjectOf(ctx)
	out := FrameKey{Until: clock.At(s.Clock.Now().Add(keyFor))}
	secret := make([]byte, keyBytes)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	out.Key = hex.EncodeToString(secret)
	err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		now := s.now()
		_, err := tx.NewRaw("UPDATE field_key SET ended_at = ? WHERE person = ? AND device = ? AND ended_at IS NULL", clock.At(now.Add(keyGrace)), by.ID, in.Body.Device).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end keys of %s: %w", by.ID, err)
		}
		for {
			var b [4]byte
			if _, err := rand.Read(b[:]); err != nil {
				return err
			}
			if out.Number = binary.BigEndian.Uint32(b[:]); out.Number == 0 {
				continue
			}
			r, err := tx.NewRaw("INSERT INTO field_key (number, person, device, sealed, made_at, until_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO NOTHING",
				int64(out.Number), by.ID, in.Body.Device, s.Vault.Seal(purpose(out.Number), out.Key), now, out.Until).Exec(ctx)
			if err != nil {
				return fmt.Errorf("keep key of %s: %w", by.ID, err)
			}
			if n, err := r.RowsAffected(); err != nil || n == 1 {
				if err != nil {
					return err
				}
				break
			}
		}
		_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: fmt.Sprintf("field:key:%d", out.Number), Area: s.areaOf(by), Actor: actor(by), Action: "field.key.made", Body: map[string]any{"number": out.Number, "until": out.Until}})
		return err
	})
	return httpapi.OK(out), err
}

func (s *System) areaOf(by identity.Subject) string {
	if len(by.Grants) > 0 {
		return by.Grants[0].Area
	}
	return s.Home
}

func purpose(n uint32) string { return fmt.Sprintf("field/key/%d", n) }

var errKey = fail.Denied("field.frame.key", "短报文的密钥不存在、已过期或账号已停用", "the key of the short message is not known, has ended, or its account is closed")

// keyOf is the secret of a key that holds, and who speaks by it, with the rights that they have now.
func (s *System) keyOf(ctx context.Context, n uint32) ([]byte, identity.Subject, error) {
	var rows []struct {
		Person  string        `bun:"person"`
		Sealed  string        `bun:"sealed"`
		UntilAt clock.Instant `bun:"until_at"`
		EndedAt clock.Instant `bun:"ended_at"`
	}
	if err := s.DB.Read().NewRaw("SELECT person, sealed, until_at, ended_at FROM field_key WHERE number = ?", int64(n)).Scan(ctx, &rows); err != nil {
		return nil, identity.Subject{}, fmt.Errorf("key %d: %w", n, err)
	}
	now := s.Clock.Now()
	if len(rows) == 0 || now.After(rows[0].UntilAt.Add(keyGrace)) || !rows[0].EndedAt.IsZero() && now.After(rows[0].EndedAt.Time) {
		return nil, identity.Subject{}, errKey
	}
	text, err := s.Vault.Open(purpose(n), rows[0].Sealed)
	if err != nil {
		return nil, identity.Subject{}, err
	}
	secret, err := hex.DecodeString(text)
	if err != nil {
		return nil, identity.Subject{}, err
	}
	p, err := s.Identity.Person(ctx, rows[0].Person)
	if err != nil && fail.KindOf(err) != fail.KindNotFound {
		return nil, identity.Subject{}, err
	}
	if err != nil || p.Disabled {
		return nil, identity.Subject{}, errKey
	}
	by := identity.NewSubject(p.ID, p.Login, p.Name, p.Grants, s.Identity.Roles())
	if !by.Has(sendMessages) {
		return nil, identity.Subject{}, errKey
	}
	return secret, by, nil
}

// newMark is a mark for what is entered at the desk.
func newMark() (string, error) {
	b := make([]byte, 8)
	_, err := rand.Read(b)
	return hex.EncodeToString(b), err
}
