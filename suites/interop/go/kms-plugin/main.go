// A key plugin of sigstore's own framework: the keys are PEM files NAME.pem in the folder that KMS_PLUGIN_FOLDER names. It is started as
// sigstore-kms-folder, by cosign and by us.
package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/sigstore/sigstore/pkg/signature/kms/cliplugin/common"
	"github.com/sigstore/sigstore/pkg/signature/kms/cliplugin/handler"
)

func main() {
	args, err := handler.GetPluginArgs(os.Args)
	if err == nil && os.Args[1] != common.ProtocolVersion {
		err = fmt.Errorf("protocol version %s is not %s", os.Args[1], common.ProtocolVersion)
	}
	var keys *folder
	if err == nil {
		keys, err = open(args.InitOptions)
	}
	if err != nil {
		_ = handler.WriteErrorResponse(os.Stdout, err)
		os.Exit(1)
	}
	if _, err = handler.Dispatch(os.Stdout, os.Stdin, args, keys); err != nil {
		os.Exit(1)
	}
}

type folder struct {
	path string
	hash crypto.Hash
}

func open(options *common.InitOptions) (*folder, error) {
	where := os.Getenv("KMS_PLUGIN_FOLDER")
	if where == "" {
		return nil, errors.New("KMS_PLUGIN_FOLDER is not set")
	}
	if !regexp.MustCompile(`^[\w-]+$`).MatchString(options.KeyResourceID) {
		return nil, fmt.Errorf("%q is no name of a key", options.KeyResourceID)
	}
	return &folder{path: filepath.Join(where, options.KeyResourceID+".pem"), hash: options.HashFunc}, nil
}

func (f *folder) signer() (signature.SignerVerifier, error) {
	text, err := os.ReadFile(f.path)
	if err != nil {
		return nil, errors.New("there is no such key")
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("the key is no PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	return signature.LoadSignerVerifier(key, f.hash)
}

var algorithms = map[string]func() (crypto.Signer, error){
	"ecdsa-p256": func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) },
	"ecdsa-p384": func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P384(), rand.Reader) },
	"ecdsa-p521": func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P521(), rand.Reader) },
	"rsa-2048":   func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) },
	"rsa-3072":   func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 3072) },
	"rsa-4096":   func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 4096) },
	"ed25519": func() (crypto.Signer, error) {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	},
}

func (f *folder) DefaultAlgorithm() string { return "ecdsa-p256" }

func (f *folder) SupportedAlgorithms() []string {
	var names []string
	for name := range algorithms {
		names = append(names, name)
	}
	return names
}

func (f *folder) CreateKey(_ context.Context, algorithm string) (crypto.PublicKey, error) {
	generate := algorithms[algorithm]
	if generate == nil {
		return nil, fmt.Errorf("unknown algorithm %q", algorithm)
	}
	key, err := generate()
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(f.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if err := pem.Encode(file, &pem.Block{Type: "PRIVATE KEY", Bytes: der}); err != nil {
		return nil, err
	}
	return key.Public(), nil
}

func (f *folder) PublicKey(options ...signature.PublicKeyOption) (crypto.PublicKey, error) {
	signer, err := f.signer()
	if err != nil {
		return nil, err
	}
	return signer.PublicKey(options...)
}

func (f *folder) SignMessage(message io.Reader, options ...signature.SignOption) ([]byte, error) {
	signer, err := f.signer()
	if err != nil {
		return nil, err
	}
	return signer.SignMessage(message, options...)
}

func (f *folder) VerifySignature(signed, message io.Reader, options ...signature.VerifyOption) error {
	signer, err := f.signer()
	if err != nil {
		return err
	}
	return signer.VerifySignature(signed, message, options...)
}

func (f *folder) CryptoSigner(context.Context, func(error)) (crypto.Signer, crypto.SignerOpts, error) {
	return nil, nil, errors.New("not part of the protocol")
}
