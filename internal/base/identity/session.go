package identity

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

const (
	// SessionFor is how long a session lasts: one shift and its hand-over.
	SessionFor = 14 * time.Hour
	// CacheFor is how long a subject is served from memory; on the node where a change is made it is forgotten at once.
	CacheFor = 2 * time.Second
	// Tries bounds guessing: after so many answers for one name within TriesIn the rest are refused until the time is
	// over, from whatever address and whether the name exists or not.
	Tries = 10
	// TriesIn is the time over which Tries are counted.
	TriesIn = 15 * time.Minute
)

type cached struct {
	subject Subject
	until   time.Time
}

var (
	wrong   = fail.Denied("identity.no-session", "用户名或口令不正确", "the name or the password is not right")
	tooMany = fail.Limited("identity.locked", "尝试次数过多，请 15 分钟后再试或联系管理员", "too many tries; wait 15 minutes or ask an administrator")
	ended   = fail.Denied("identity.no-session", "登录已失效，请重新登录", "the session has ended, please sign in again")
)

// Login checks a name and password and opens a session. The answer and its time are the same for an unknown name and
// a wrong password. A right password clears the count of wrong ones.
func (s *Service) Login(ctx context.Context, login, password, address, agent string) (token string, p Person, err error) {
	login = strings.TrimSpace(login)
	if len(login) > 64 || len(password) > 512 {
		return "", p, wrong
	}
	if err := s.try(ctx, login); err != nil {
		return "", p, err
	}
	var stored string
	err = s.db.Read().NewRaw("SELECT password FROM identity_person WHERE login = ? AND NOT disabled", login).Scan(ctx, &stored)
	if err != nil && !store.IsNoRows(err) {
		return "", p, fmt.Errorf("login: %w", err)
	}
	if !s.matches(stored, password) {
		return "", p, wrong
	}
	if p, err = s.ByLogin(ctx, login); err != nil {
		return "", p, err
	}
	token, err = s.OpenSession(ctx, p, address, agent)
	return token, p, err
}

// OpenSession opens a session for a person who has proved who they are, by a password or by another system that vouches
// for them. It clears the count of wrong passwords.
func (s *Service) OpenSession(ctx context.Context, p Person, address, agent string) (token string, err error) {
	token = rand.Text() + rand.Text()
	err = s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		now := s.clock.Now()
		if _, err := tx.NewRaw("DELETE FROM identity_attempt WHERE login = ? OR at < ?", p.Login, clock.At(now.Add(-TriesIn))).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.NewRaw("DELETE FROM identity_session WHERE expires_at < ?", clock.At(now)).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewRaw("INSERT INTO identity_session (hash, person, created_at, expires_at, address, agent) VALUES (?, ?, ?, ?, ?, ?)",
			tokenHash(token), p.ID, clock.At(now), clock.At(now.Add(SessionFor)), cut(address, 64), cut(agent, 200)).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = s.journal.Append(ctx, tx, journal.Entry{
			Object: "person:" + p.ID, Area: p.Area, Actor: journal.Actor{ID: p.ID, Name: p.Name},
			Action: "identity.session.opened", Body: map[string]string{"address": address},
		})
		return err
	})
	if err != nil {
		return "", fmt.Errorf("login: %w", err)
	}
	return token, nil
}

// try notes one try for the name before it is answered, and refuses when there were too many.
func (s *Service) try(ctx context.Context, login string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		now := s.clock.Now()
		var n int
		if err := tx.NewRaw("SELECT count(*) FROM identity_attempt WHERE login = ? AND at > ?", login, clock.At(now.Add(-TriesIn))).Scan(ctx, &n); err != nil {
			return err
		}
		if n >= Tries {
			return tooMany
		}
		_, err := tx.NewRaw("INSERT INTO identity_attempt (id, login, at) VALUES (?, ?, ?)", id.New(), login, clock.At(now)).Exec(ctx)
		return err
	})
}

// Authenticate finds who holds a token.
func (s *Service) Authenticate(ctx context.Context, token string) (Subject, error) {
	if len(token) < 20 || len(token) > 100 {
		return Subject{}, ended
	}
	hash, now := tokenHash(token), s.clock.Now()
	s.mu.Lock()
	c, ok := s.known[hash]
	s.mu.Unlock()
	if ok && now.Before(c.until) {
		return c.subject, nil
	}
	var p Person
	err := s.db.Read().NewRaw(`SELECT p.id, p.login, p.name, p.area FROM identity_session s JOIN identity_person p ON p.id = s.person
		WHERE s.hash = ? AND s.expires_at > ? AND NOT p.disabled`, hash, clock.At(now)).Scan(ctx, &p.ID, &p.Login, &p.Name, &p.Area)
	if store.IsNoRows(err) {
		return Subject{}, ended
	}
	if err != nil {
		return Subject{}, fail.Unavailable("identity.unavailable", "暂时无法确认身份", "the session cannot be checked now").Because(err)
	}
	grants, err := s.grants(ctx, p.ID)
	if err != nil {
		return Subject{}, fail.Unavailable("identity.unavailable", "暂时无法确认身份", "the session cannot be checked now").Because(err)
	}
	sub := NewSubject(p.ID, p.Login, p.Name, grants, s.roles)
	sub.Session = hash
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) > 10000 {
		clear(s.known)
	}
	s.known[hash] = cached{subject: sub, until: now.Add(CacheFor)}
	return sub, nil
}

// Logout ends the session of a token; ending none is no error.
func (s *Service) Logout(ctx context.Context, tx *store.Tx, token string) error {
	hash := tokenHash(token)
	if _, err := tx.NewRaw("DELETE FROM identity_session WHERE hash = ?", hash).Exec(ctx); err != nil {
		return fmt.Errorf("logout: %w", err)
	}
	tx.AfterCommit(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.known, hash)
	})
	return nil
}

// forget drops all cached subjects of a person.
func (s *Service) forget(person string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for h, c := range s.known {
		if c.subject.ID == person {
			delete(s.known, h)
		}
	}
}

// tokenHash is what is stored of a token: it has 256 bits of chance, so one pass of SM3 is enough.
func tokenHash(token string) string {
	sum := sm3.Sum([]byte(token))
	return hex.EncodeToString(sum[:])
}

func cut(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "")
	}
	return s
}
