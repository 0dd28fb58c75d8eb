package journal

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/smx509"
)

// Key signs Merkle heads with SM2. It lives in a PEM file that only the server's user can read. A stolen key lets the
// thief sign a false head, but not make one that agrees with heads already exported; it does not open any data.
type Key struct {
	private *sm2.PrivateKey
	id      string
}

// LoadKey reads the key from file and makes a new one there when the file is missing. With an empty name it makes a
// key for this process only.
func LoadKey(file string) (*Key, error) {
	if file != "" {
		b, err := os.ReadFile(file)
		if err == nil {
			return parseKey(b)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("journal key: %w", err)
		}
	}
	p, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("journal key: %w", err)
	}
	if file != "" {
		der, err := smx509.MarshalPKCS8PrivateKey(p)
		if err != nil {
			return nil, fmt.Errorf("journal key: %w", err)
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return nil, fmt.Errorf("journal key: %w", err)
		}
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
			return nil, fmt.Errorf("journal key: %w", err)
		}
	}
	return newKey(p), nil
}

func parseKey(b []byte) (*Key, error) {
	blk, _ := pem.Decode(b)
	if blk == nil {
		return nil, errors.New("journal key: not a PEM file")
	}
	k, err := smx509.ParsePKCS8PrivateKey(blk.Bytes)
	if err != nil {
		return nil, fmt.Errorf("journal key: %w", err)
	}
	p, ok := k.(*sm2.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("journal key: %T is not an SM2 key", k)
	}
	return newKey(p), nil
}

func newKey(p *sm2.PrivateKey) *Key {
	sum := sm3.Sum(append(p.X.Bytes(), p.Y.Bytes()...))
	return &Key{private: p, id: hex.EncodeToString(sum[:8])}
}

func (k *Key) sign(text string) (string, error) {
	sig, err := k.private.Sign(rand.Reader, []byte(text), sm2.DefaultSM2SignerOpts)
	if err != nil {
		return "", fmt.Errorf("sign head: %w", err)
	}
	return hex.EncodeToString(sig), nil
}

func (k *Key) verify(text, signature string) bool {
	sig, err := hex.DecodeString(signature)
	return err == nil && sm2.VerifyASN1WithSM2(&k.private.PublicKey, nil, []byte(text), sig)
}
