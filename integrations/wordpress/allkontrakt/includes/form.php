<?php
/**
 * The form, as the block, the shortcode and the widget put it on a page.
 *
 * @package Allkontrakt
 */

defined( 'ABSPATH' ) || exit;

/**
 * Makes the script known that puts the form in its frame. It is the Allkontrakt site's own, so that it and the form always agree.
 */
function allkontrakt_register_script() {
	$settings = allkontrakt_settings();
	if ( '' !== $settings['url'] ) {
		// Its address is its version.
		// phpcs:ignore WordPress.WP.EnqueuedResourceParameters.MissingVersion
		wp_register_script( 'allkontrakt-embed', $settings['url'] . '/embed/v1.js', array(), null, true );
	}
}

/**
 * The choices for one form, with the site's own where nothing is chosen.
 *
 * @param array<string, mixed> $chosen service, language, theme.
 * @return array{service: string, language: string, theme: string}|null Null for a service that does not exist.
 */
function allkontrakt_form_choices( $chosen ) {
	$settings = allkontrakt_settings();
	$of       = static function ( $name ) use ( $chosen, $settings ) {
		return isset( $chosen[ $name ] ) && is_string( $chosen[ $name ] ) && '' !== $chosen[ $name ] ? $chosen[ $name ] : $settings[ $name ];
	};
	$service  = allkontrakt_service( $of( 'service' ) );
	if ( '' === $service ) {
		return null;
	}
	$theme = $of( 'theme' );
	return array(
		'service'  => $service,
		'language' => allkontrakt_language( $of( 'language' ) ),
		'theme'    => array_key_exists( $theme, allkontrakt_theme_choices() ) ? $theme : 'light',
	);
}

/**
 * The form's place on a page: a link, which the script replaces with the form when it can be shown.
 *
 * @param array<string, mixed> $chosen     service, language, theme.
 * @param string               $attributes Further attributes of the element, already escaped.
 * @return string HTML. For visitors nothing where something is missing; for whoever can mend it, what.
 */
function allkontrakt_form( $chosen, $attributes = 'class="allkontrakt-form"' ) {
	$settings = allkontrakt_settings();
	if ( '' === $settings['url'] ) {
		return allkontrakt_hint( __( 'The address of the Allkontrakt site is missing. Set it under Settings, Allkontrakt.', 'allkontrakt' ) );
	}
	$form = allkontrakt_form_choices( $chosen );
	if ( null === $form ) {
		return allkontrakt_hint(
			sprintf(
				/* translators: %s: names of services, with commas between. */
				__( 'There is no such service. Choose one of: %s.', 'allkontrakt' ),
				implode( ', ', array_keys( allkontrakt_services() ) )
			)
		);
	}
	$service = allkontrakt_services()[ $form['service'] ];
	$english = 'en' === $form['language'];
	$link    = $settings['url'] . ( $english ? '/en/' . $service['en'] : '/' . $form['service'] );
	$name    = $service['names'][ $form['language'] ];
	if ( ! is_feed() ) {
		wp_enqueue_script( 'allkontrakt-embed' );
	}
	return sprintf(
		'<div %1$s data-allkontrakt="%2$s" data-lang="%3$s"%4$s><p><a href="%5$s">%6$s</a></p></div>',
		$attributes,
		esc_attr( $form['service'] ),
		esc_attr( $form['language'] ),
		'auto' === $form['theme'] ? '' : sprintf( ' data-theme="%s"', esc_attr( $form['theme'] ) ),
		esc_url( $link ),
		esc_html( ( $english ? 'Ask for quotes: ' : 'Begär offerter: ' ) . $name )
	);
}

/**
 * Says what is missing to whoever edits the site, and nothing to anybody else.
 *
 * @param string $text What is missing.
 * @return string HTML.
 */
function allkontrakt_hint( $text ) {
	return current_user_can( 'edit_posts' ) ? sprintf( '<p class="allkontrakt-hint"><strong>%s</strong></p>', esc_html( $text ) ) : '';
}

/**
 * What stands in the form's place while a page is edited: an editor is no place to send a request from.
 *
 * @param array<string, mixed> $chosen     service, language, theme.
 * @param string               $attributes Further attributes of the element, already escaped.
 * @return string HTML.
 */
function allkontrakt_preview( $chosen, $attributes = 'class="allkontrakt-preview"' ) {
	$settings = allkontrakt_settings();
	$form     = allkontrakt_form_choices( $chosen );
	if ( '' === $settings['url'] || null === $form ) {
		return allkontrakt_form( $chosen );
	}
	return sprintf(
		'<div %1$s><p><strong>%2$s</strong><br>%3$s</p></div>',
		$attributes,
		esc_html(
			sprintf(
				/* translators: 1: a service, 2: a language. */
				__( 'Allkontrakt’s request form: %1$s (%2$s)', 'allkontrakt' ),
				allkontrakt_services()[ $form['service'] ]['names'][ $form['language'] ],
				allkontrakt_language_choices()[ $form['language'] ]
			)
		),
		esc_html(
			sprintf(
				/* translators: %s: an address on the web. */
				__( 'The form from %s is shown here on the page itself.', 'allkontrakt' ),
				$settings['url']
			)
		)
	);
}

/**
 * Shortcode [allkontrakt tjanst="el" sprak="sv" utseende="light"]; the English names of the attributes will do as well.
 *
 * @param array<string, string>|string $given What was written.
 * @return string HTML.
 */
function allkontrakt_shortcode( $given ) {
	$given = shortcode_atts(
		array(
			'tjanst'   => '',
			'sprak'    => '',
			'utseende' => '',
			'service'  => '',
			'language' => '',
			'theme'    => '',
		),
		$given,
		'allkontrakt'
	);
	$looks = array(
		'ljust' => 'light',
		'mörkt' => 'dark',
	);
	$theme = '' !== $given['utseende'] ? $given['utseende'] : $given['theme'];
	return allkontrakt_form(
		array(
			'service'  => '' !== $given['tjanst'] ? $given['tjanst'] : $given['service'],
			'language' => '' !== $given['sprak'] ? $given['sprak'] : $given['language'],
			'theme'    => isset( $looks[ $theme ] ) ? $looks[ $theme ] : $theme,
		)
	);
}
