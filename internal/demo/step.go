package demo

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"anlan/internal/base/clock"
	"anlan/internal/base/store"
)

// steps are those that earlier runs have done.
func (l *loader) steps(ctx context.Context) (map[string]string, error) {
	var rows []struct {
		Name string `bun:"name"`
		Mark string `bun:"mark"`
	}
	if err := l.DB.Read().NewRaw("SELECT name, mark FROM demo_step").Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("demo steps: %w", err)
	}
	out := map[string]string{}
	for _, r := range rows {
		out[r.Name] = r.Mark
	}
	return out, nil
}

// note keeps that a step is done.
func (l *loader) note(ctx context.Context, step, mark string) error {
	if l.done[step] == mark {
		return nil
	}
	err := l.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("INSERT INTO demo_step (name, mark, done_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET mark = excluded.mark, done_at = excluded.done_at",
			step, mark, clock.Now(l.Clock)).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("demo step %s: %w", step, err)
	}
	l.done[step] = mark
	return nil
}

// The mark of the steps that depend on the password is an argon2id hash of it, as costly to guess from as the accounts'
// own hashes.

const noPassword = "none"

func markOf(password string) string {
	if password == "" {
		return noPassword
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // crypto/rand never fails
	return encode(salt) + "$" + encode(derive(password, salt))
}

func knows(mark, password string) bool {
	if password == "" || mark == noPassword || mark == "" {
		return password == "" && mark == noPassword
	}
	salt, key, _ := strings.Cut(mark, "$")
	raw, err := base64.RawStdEncoding.DecodeString(salt)
	return err == nil && subtle.ConstantTimeCompare([]byte(key), []byte(encode(derive(password, raw)))) == 1
}

func encode(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

func derive(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, 2, 19*1024, 1, 32)
}
