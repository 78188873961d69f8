<?php
/**
 * The services there is a form for, and the words a visitor reads before the form is there.
 *
 * @package Allkontrakt
 */

defined( 'ABSPATH' ) || exit;

/**
 * Each service by its Swedish address, with its English one and its name in both languages. The visitor's words follow the form's
 * language and not the site's, so they are not among the translations.
 *
 * @return array<string, array{en: string, names: array{sv: string, en: string}}>
 */
function allkontrakt_services() {
	return array(
		'el'                 => array(
			'en'    => 'electricity',
			'names' => array(
				'sv' => 'El',
				'en' => 'Electricity',
			),
		),
		'telefoni'           => array(
			'en'    => 'telephony',
			'names' => array(
				'sv' => 'Telefoni',
				'en' => 'Telephony',
			),
		),
		'foretagsforsakring' => array(
			'en'    => 'business-insurance',
			'names' => array(
				'sv' => 'Företagsförsäkring',
				'en' => 'Business insurance',
			),
		),
		'foretagslan'        => array(
			'en'    => 'business-loans',
			'names' => array(
				'sv' => 'Företagslån',
				'en' => 'Business loans',
			),
		),
		'betaltjanster'      => array(
			'en'    => 'payment-services',
			'names' => array(
				'sv' => 'Betaltjänster',
				'en' => 'Payment services',
			),
		),
		'bokforing'          => array(
			'en'    => 'accounting',
			'names' => array(
				'sv' => 'Bokföring',
				'en' => 'Accounting',
			),
		),
		'sociala-medier'     => array(
			'en'    => 'social-media',
			'names' => array(
				'sv' => 'Sociala medier',
				'en' => 'Social media',
			),
		),
		'juridik'            => array(
			'en'    => 'legal',
			'names' => array(
				'sv' => 'Juridik',
				'en' => 'Legal services',
			),
		),
	);
}

/**
 * The service that is meant, by either language's name for it in addresses.
 *
 * @param string $name What somebody wrote.
 * @return string The Swedish name, or nothing.
 */
function allkontrakt_service( $name ) {
	$name = strtolower( trim( (string) $name ) );
	foreach ( allkontrakt_services() as $slug => $service ) {
		if ( $name === $slug || $name === $service['en'] ) {
			return $slug;
		}
	}
	return '';
}

/**
 * What can be chosen where a service is chosen.
 *
 * @param string $language The language of the names.
 * @return array<string, string>
 */
function allkontrakt_service_choices( $language ) {
	$choices = array();
	foreach ( allkontrakt_services() as $slug => $service ) {
		$choices[ $slug ] = $service['names'][ $language ];
	}
	return $choices;
}
