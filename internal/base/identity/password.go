package identity

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"anlan/internal/base/fail"
)

// argon2id with the parameters that OWASP names as its second choice: 19 MiB, 2 passes, 1 lane.
const (
	argonTime   = 2
	argonMemory = 19 * 1024
	argonLanes  = 1
)

// CheckPassword refuses a password that is too short or too long to hash: 8 to 128 characters.
func CheckPassword(p string) error {
	if n := utf8.RuneCountInString(p); n < 8 || n > 128 {
		return fail.Invalid("identity.password-length", "口令须为 8 至 128 个字符", "a password has 8 to 128 characters").At("password")
	}
	return nil
}

// hash returns the stored form: $argon2id$v=19$m=…,t=…,p=…$salt$key.
func (s *Service) hash(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt)
	return encodeHash(salt, s.derive(password, salt))
}

func encodeHash(salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes, b.EncodeToString(salt), b.EncodeToString(key))
}

func (s *Service) derive(password string, salt []byte) []byte {
	s.hashing <- struct{}{}
	defer func() { <-s.hashing }()
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, 32)
}

// matches compares in the same time whether there is such a hash or not, so that an unknown name cannot be told from
// a wrong password.
func (s *Service) matches(stored, password string) bool {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 {
		s.derive(password, make([]byte, 16))
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	got := s.derive(password, salt)
	return err1 == nil && err2 == nil && subtle.ConstantTimeCompare(key, got) == 1
}
