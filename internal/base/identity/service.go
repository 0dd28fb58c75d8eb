package identity

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"github.com/uptrace/bun"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Person is somebody with an account. Area is where they work; what they may see follows from their grants alone.
type Person struct {
	ID        string        `bun:"id" json:"id"`
	Login     string        `bun:"login" json:"login"`
	Name      string        `bun:"name" json:"name"`
	Title     string        `bun:"title" json:"title"`
	Phone     string        `bun:"phone" json:"phone"`
	Area      string        `bun:"area" json:"area"`
	Disabled  bool          `bun:"disabled" json:"disabled"`
	Demo      bool          `bun:"demo" json:"demo"`
	CreatedAt clock.Instant `bun:"created_at" json:"created_at"`
	Grants    []Grant       `bun:"-" json:"grants" nullable:"false"`
}

// Service keeps people, grants and sessions.
type Service struct {
	db      *store.DB
	clock   clock.Clock
	journal *journal.Journal
	roles   Roles
	hashing chan struct{} // argon2id takes 19 MiB each: two at a time

	mu    sync.Mutex
	known map[string]cached // session hash → subject, for at most CacheFor
}

// Open brings the tables up to date.
func Open(ctx context.Context, db *store.DB, c clock.Clock, j *journal.Journal, roles Roles) (*Service, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, "identity", sub); err != nil {
		return nil, err
	}
	return &Service{db: db, clock: c, journal: j, roles: roles, hashing: make(chan struct{}, 2), known: map[string]cached{}}, nil
}

// Roles are the declared roles.
func (s *Service) Roles() Roles { return s.roles }

// NewPerson is what is needed to make an account. Password may be empty: then nobody can sign in until one is set.
// PasswordHash, made by Hash, stands for it where many accounts begin with the same password.
type NewPerson struct {
	Person
	Password     string
	PasswordHash string
}

// Hash is the stored form of a password; it fails as CheckPassword does.
func (s *Service) Hash(password string) (string, error) {
	if err := CheckPassword(password); err != nil {
		return "", err
	}
	return s.hash(password), nil
}

// Put makes an account or replaces its name, title, phone, area and grants; the password only when one is given. All
// open sessions of the person end when the grants or the password change or the account is disabled.
func (s *Service) Put(ctx context.Context, tx *store.Tx, by journal.Actor, p NewPerson) error {
	for _, g := range p.Grants {
		if _, ok := s.roles[g.Role]; !ok {
			return fail.Invalid("identity.role-unknown", "没有这个角色："+g.Role, "no such role: "+g.Role).At("grants")
		}
	}
	hash := p.PasswordHash
	if p.Password != "" {
		var err error
		if hash, err = s.Hash(p.Password); err != nil {
			return err
		}
	}
	if p.CreatedAt.IsZero() {
		p.CreatedAt = clock.Now(s.clock)
	}
	_, err := tx.NewRaw(`INSERT INTO identity_person (id, login, name, title, phone, area, password, disabled, demo, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, title = excluded.title, phone = excluded.phone, area = excluded.area, disabled = excluded.disabled,
		password = CASE WHEN excluded.password = '' THEN identity_person.password ELSE excluded.password END`,
		p.ID, p.Login, p.Name, p.Title, p.Phone, p.Area, hash, p.Disabled, p.Demo, p.CreatedAt).Exec(ctx)
	if store.IsUnique(err) {
		return fail.Conflict("identity.login-taken", "登录名已被使用", "this login name is taken").At("login").Because(err)
	}
	if err != nil {
		return fmt.Errorf("put person %s: %w", p.ID, err)
	}
	if _, err := tx.NewRaw("DELETE FROM identity_grant WHERE person = ?", p.ID).Exec(ctx); err != nil {
		return fmt.Errorf("put person %s: %w", p.ID, err)
	}
	for _, g := range p.Grants {
		if _, err := tx.NewRaw("INSERT INTO identity_grant (person, role, area, department) VALUES (?, ?, ?, ?)", p.ID, g.Role, g.Area, g.Department).Exec(ctx); err != nil {
			return fmt.Errorf("put person %s: %w", p.ID, err)
		}
	}
	if _, err := tx.NewRaw("DELETE FROM identity_session WHERE person = ?", p.ID).Exec(ctx); err != nil {
		return fmt.Errorf("put person %s: %w", p.ID, err)
	}
	tx.AfterCommit(func() { s.forget(p.ID) })
	_, err = s.journal.Append(ctx, tx, journal.Entry{Object: "person:" + p.ID, Area: p.Area, Actor: by, Action: "identity.person.put", Body: p.Person})
	return err
}

// Person finds one account; NotFound when there is none.
func (s *Service) Person(ctx context.Context, id string) (Person, error) {
	return s.one(ctx, "id = ?", id)
}

// ByLogin finds one account by its login name; NotFound when there is none.
func (s *Service) ByLogin(ctx context.Context, login string) (Person, error) {
	return s.one(ctx, "login = ?", login)
}

const columns = "id, login, name, title, phone, area, disabled, demo, created_at"

func (s *Service) one(ctx context.Context, where, arg string) (Person, error) {
	var p Person
	err := s.db.Read().NewRaw("SELECT "+columns+" FROM identity_person WHERE "+where, arg).Scan(ctx, &p)
	if store.IsNoRows(err) {
		return p, fail.NotFound("identity.person-unknown", "没有这个人员", "no such person")
	}
	if err != nil {
		return p, fmt.Errorf("find person: %w", err)
	}
	p.Grants, err = s.grants(ctx, p.ID)
	return p, err
}

func (s *Service) grants(ctx context.Context, person string) ([]Grant, error) {
	out := []Grant{}
	err := s.db.Read().NewRaw("SELECT role, area, department FROM identity_grant WHERE person = ? ORDER BY role, area, department", person).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("grants of %s: %w", person, err)
	}
	return out, nil
}

// People lists accounts whose area lies in the scope, by id from cursor on; with roles, those that have been given one of them.
func (s *Service) People(ctx context.Context, scope Scope, q, cursor string, limit int, roles ...string) ([]Person, error) {
	where, args := scope.SQL("area")
	args = append(args, cursor)
	query := "SELECT " + columns + " FROM identity_person WHERE " + where + " AND id > ?"
	if q != "" {
		query += " AND (name" + store.Like + " OR login" + store.Like + " OR title" + store.Like + ")"
		part := store.Part(q)
		args = append(args, part, part, part)
	}
	if len(roles) > 0 {
		query += " AND id IN (SELECT person FROM identity_grant WHERE role IN (?))"
		args = append(args, bun.List(roles))
	}
	out := []Person{}
	if err := s.db.Read().NewRaw(query+" ORDER BY id LIMIT ?", append(args, limit)...).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	for i := range out {
		var err error
		if out[i].Grants, err = s.grants(ctx, out[i].ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Holders lists the people, not disabled, who hold a role over an area: the nearest area first.
func (s *Service) Holders(ctx context.Context, role, area string) ([]Person, error) {
	out := []Person{}
	err := s.db.Read().NewRaw(`SELECT p.id, p.login, p.name, p.title, p.phone, p.area, p.disabled, p.demo, p.created_at
		FROM identity_grant g JOIN identity_person p ON p.id = g.person
		WHERE g.role = ? AND substr(?, 1, length(g.area)) = g.area AND NOT p.disabled
		ORDER BY length(g.area) DESC, p.id LIMIT 50`, role, area).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("holders of %s: %w", role, err)
	}
	return out, nil
}

// Leaders lists the people, not disabled, who hold a role for one department or team, by its id.
func (s *Service) Leaders(ctx context.Context, role, department string) ([]Person, error) {
	out := []Person{}
	err := s.db.Read().NewRaw(`SELECT p.id, p.login, p.name, p.title, p.phone, p.area, p.disabled, p.demo, p.created_at
		FROM identity_grant g JOIN identity_person p ON p.id = g.person
		WHERE g.role = ? AND g.department = ? AND g.department <> '' AND NOT p.disabled ORDER BY p.id LIMIT 50`, role, department).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("leaders of %s: %w", department, err)
	}
	return out, nil
}

// Closed lists the ids of all accounts that are disabled.
func (s *Service) Closed(ctx context.Context) ([]string, error) {
	out := []string{}
	if err := s.db.Read().NewRaw("SELECT id FROM identity_person WHERE disabled ORDER BY id").Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("closed accounts: %w", err)
	}
	return out, nil
}

// Count is how many accounts there are.
func (s *Service) Count(ctx context.Context) (n int, err error) {
	err = s.db.Read().NewRaw("SELECT count(*) FROM identity_person").Scan(ctx, &n)
	return n, err
}
